-- Sends the requests of a file, one after the other, over and over; tells what came of it.
--
-- wrk -s load.lua ADDRESS -- FILE MARK FIRST
--
-- FILE holds each request after a line with its length. Where MARK stands in one, a number stands in
-- its place that no other request has, from FIRST on.

local requests = {}
local at = 0
local number = 0

local function parts(text, mark)
  local found = {}
  local from = 1
  while true do
    local start, stop = text:find(mark, from, true)
    if not start then break end
    found[#found + 1] = text:sub(from, start - 1)
    from = stop + 1
  end
  found[#found + 1] = text:sub(from)
  return found
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  while true do
    local length = file:read("*l")
    if not length then break end
    requests[#requests + 1] = parts(file:read(tonumber(length)), arguments[2])
  end
  file:close()
  number = tonumber(arguments[3])
end

function request()
  at = at % #requests + 1
  local found = requests[at]
  if #found == 1 then return found[1] end
  number = number + 1
  return table.concat(found, string.format("%012d", number))
end

function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("RESULT %d %d %d %f %f %f %d\n", summary.requests, errors.status, broken,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.bytes))
end
