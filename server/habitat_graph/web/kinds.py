"""The kinds of problems that a request can meet, each with a name of its own."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its name, its status, and its title and meaning in two languages."""

    name: str
    status: HTTPStatus
    title: str
    title_zh: str
    meaning: str
    meaning_zh: str


KINDS = (
    Kind(
        "query-syntax",
        HTTPStatus.BAD_REQUEST,
        "The query is not SPARQL",
        "查询不符合SPARQL语法",
        "The members “line” and “column” say where the mistake is.",
        "“line”和“column”指出错误所在的行和列。",
    ),
    Kind(
        "bad-request",
        HTTPStatus.BAD_REQUEST,
        "The request cannot be understood",
        "无法理解该请求",
        "A parameter is missing, given twice, or has a value that makes no sense.",
        "缺少参数、参数重复,或参数值无意义。",
    ),
    Kind(
        "graph-state",
        HTTPStatus.CONFLICT,
        "The graph is there already, or is not there",
        "图已存在或不存在",
        "The update is written correctly, but not for the graphs that there are.",
        "更新书写正确,但与现有的图不符。",
    ),
    Kind(
        "query-refused",
        HTTPStatus.FORBIDDEN,
        "The query asks for what is not done here",
        "查询要求的操作在此不可用",
        "Queries reach no other server.",
        "查询不能访问其他服务器。",
    ),
    Kind(
        "query-too-large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The query is too large",
        "查询过大",
        "The query is longer or more deeply nested than the engine bears.",
        "查询的长度或嵌套深度超出引擎的承受范围。",
    ),
    Kind(
        "unknown-function",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The query calls a function that is not there",
        "查询调用了不存在的函数",
        "The query is written correctly, but the engine has no function of that name.",
        "查询书写正确,但引擎中没有该名称的函数。",
    ),
    Kind(
        "query-failed",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The query could not be finished",
        "查询未能完成",
        "The query is written correctly, but the engine stopped.",
        "查询书写正确,但引擎中止了执行。",
    ),
    Kind(
        "query-timeout",
        HTTPStatus.GATEWAY_TIMEOUT,
        "The query took too long",
        "查询用时过长",
        "The query was stopped; nothing of its answer is sent. Ask for less.",
        "查询已被终止,不发送任何部分答案。请缩小查询范围。",
    ),
    Kind(
        "query-memory",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The query needs too much memory",
        "查询所需内存过多",
        "The query was stopped; nothing of its answer is sent. Ask for less.",
        "查询已被终止,不发送任何部分答案。请缩小查询范围。",
    ),
    Kind(
        "answer-too-large",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The answer is too large",
        "答案过大",
        "An answer is sent whole or not at all. Ask in parts.",
        "答案要么完整发送,要么不发送。请分几次查询。",
    ),
    Kind(
        "busy",
        HTTPStatus.TOO_MANY_REQUESTS,
        "Too many queries at once",
        "同时进行的查询过多",
        "The header “Retry-After” says in how many seconds to ask again.",
        "“Retry-After”标头说明多少秒后可重试。",
    ),
    Kind(
        "service-failed",
        HTTPStatus.BAD_GATEWAY,
        "Another endpoint gave no answer",
        "其他端点没有给出答案",
        "An endpoint that the query calls with SERVICE could not be reached, or refused.",
        "查询用SERVICE调用的端点无法访问或拒绝了请求。",
    ),
    Kind(
        "request-timeout",
        HTTPStatus.REQUEST_TIMEOUT,
        "The request did not come in time",
        "请求未能及时送达",
        "The body took too long to arrive; nothing was done with it.",
        "请求正文发送过慢;未作任何处理。",
    ),
    Kind(
        "headers-too-large",
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "The headers are too large",
        "请求标头过大",
        "A header may have 8 KiB and all headers together 32 KiB.",
        "单个标头不得超过8 KiB,全部标头合计不得超过32 KiB。",
    ),
    Kind(
        "client-gone",
        HTTPStatus.REQUEST_TIMEOUT,
        "The client has gone",
        "客户端已断开",
        "Nobody waits for the answer any more, so the query was stopped.",
        "已无人等待答案,查询已被终止。",
    ),
    Kind(
        "not-found",
        HTTPStatus.NOT_FOUND,
        "There is nothing here",
        "此处没有内容",
        "The graph knows no thing with this address.",
        "图谱中没有此地址对应的事物。",
    ),
    Kind(
        "method-not-allowed",
        HTTPStatus.METHOD_NOT_ALLOWED,
        "That cannot be done here",
        "此处不能这样操作",
        "The address answers, but not to this method; the header “Allow” lists those it does.",
        "该地址不接受此方法;可用的方法见“Allow”标头。",
    ),
    Kind(
        "not-acceptable",
        HTTPStatus.NOT_ACCEPTABLE,
        "Not in that format",
        "不提供该格式",
        "None of the formats that the request accepts is on offer; “offers” lists those that are.",
        "请求所接受的格式均无法提供;可提供的格式见“offers”。",
    ),
    Kind(
        "unwritable",
        HTTPStatus.NOT_ACCEPTABLE,
        "The answer cannot be written in that format",
        "答案无法以该格式书写",
        "XML, for one, has no way to write most control characters; ask for another format.",
        "例如XML无法书写大多数控制字符;请使用其他格式。",
    ),
    Kind(
        "content-type",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is in the wrong form",
        "正文格式不对",
        "Send a query as application/sparql-query or as a form.",
        "请以application/sparql-query或表单发送查询。",
    ),
    Kind(
        "rdf-syntax",
        HTTPStatus.BAD_REQUEST,
        "The body is not RDF",
        "正文不是有效的RDF",
        "The members “line” and “column”, where they are known, say where the mistake is.",
        "“line”和“column”(若有)指出错误所在的行和列。",
    ),
    Kind(
        "body-too-large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is too large",
        "正文过大",
        "An update or a document may have 16 MiB. Send it in parts.",
        "更新或文档不得超过16 MiB。请分几次发送。",
    ),
    Kind(
        "writing-off",
        HTTPStatus.FORBIDDEN,
        "Nothing can be written here",
        "此处不允许写入",
        "The site's keeper has to allow it first.",
        "须由网站维护者先行允许。",
    ),
    Kind(
        "unauthorized",
        HTTPStatus.UNAUTHORIZED,
        "A token is needed",
        "需要令牌",
        "Who writes shows the token that the site's keeper gave out.",
        "写入者须出示网站维护者发放的令牌。",
    ),
    Kind(
        "writer-busy",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Somebody else is writing",
        "另有写入正在进行",
        "Writes are made one at a time; “Retry-After” says in how many seconds to try again.",
        "写入逐一进行;“Retry-After”标头说明多少秒后可重试。",
    ),
    Kind(
        "no-release",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Nothing is served yet",
        "暂无可供访问的内容",
        "No release has been built, or the one there is cannot be read.",
        "尚未制作发布版本,或现有版本无法读取。",
    ),
    Kind(
        "store-unreachable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The store cannot be reached",
        "无法连接图谱服务器",
        "The graph stands on another server, which does not answer at the moment.",
        "图谱存放在另一台服务器上,该服务器目前没有响应。",
    ),
    Kind(
        "internal-error",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something is wrong on our side",
        "服务器内部出错",
        "The mistake is ours; the server's log says more.",
        "这是我们的错误;详情见服务器日志。",
    ),
)
