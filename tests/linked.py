"""Small tables to read links off, and what they are about."""

from pathlib import Path

from rdflib import URIRef

from habitat_graph.knowledge.converters.links.terms import Link, Unlinked
from habitat_graph.namespaces import UNBIS

OURS = """
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/habitat-graph/scheme/theme/> .
@prefix sdg: <https://w3id.org/habitat-graph/scheme/sdg/> .
<https://w3id.org/habitat-graph/id/country/ken> a hab:Country ;
  rdfs:label "Kenya"@en , "肯尼亚"@zh .
<https://w3id.org/habitat-graph/id/city/nairobi> a hab:City ;
  rdfs:label "Nairobi"@en , "内罗毕"@zh ;
  hab:isLocatedIn <https://w3id.org/habitat-graph/id/country/ken> .
<https://w3id.org/habitat-graph/id/body/who> a hab:UnEntity ;
  rdfs:label "World Health Organization"@en , "世界卫生组织"@zh .
<https://w3id.org/habitat-graph/id/country-group/least-developed-countries> a hab:CountryGroup ;
  rdfs:label "Least developed countries"@en , "最不发达国家"@zh .
<https://w3id.org/habitat-graph/id/document/a> hab:symbol "A/RES/1/1" .
<https://w3id.org/habitat-graph/id/document/h> hab:symbol "HSP/HA.1/HLS.1" .
theme:slums a hab:Theme ; rdfs:label "slums"@en , "贫民窟"@zh ; skos:altLabel "贫民区"@zh .
theme:slum-upgrading a hab:Theme ; rdfs:label "slum upgrading"@en , "贫民窟改造"@zh .
sdg:11 a hab:SustainableDevelopmentGoal ; rdfs:label "Make cities safe"@en ; skos:notation "11" .
"""
AREAS = """
@prefix area: <http://metadata.un.org/sdg/codes/geoArea/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
area:404 a skos:Concept , area:dc ; skos:prefLabel "Kenya"@en , "Kenia"@es ;
  skos:broader area:014 , area:dc ; skos:exactMatch <http://www.wikidata.org/entity/Q114> .
area:014 a skos:Concept ; skos:broader area:002 ; skos:prefLabel "Eastern Africa"@en .
area:002 a skos:Concept ; skos:prefLabel "Africa"@en .
area:dc a skos:Concept ; skos:prefLabel "Developing country"@en .
area:156 a skos:Concept ; skos:broader area:030 .
"""
COUNTRY = {
    "iso3": "KEN", "name_en": "Kenya", "iso_name_en": "Kenya", "wikidata": "Q114",
    "wikidata_agree": "3/3", "geonames": "192950", "geonames_agree": "3/4", "fao_uri_2011": "",
    "eu_authority_uri": "http://eu/KEN", "sdg_geoarea_uri": "http://un/404",
    "unbis_uri": str(UNBIS["7"]),
}  # fmt: skip
CONCEPT = {
    "uri": str(UNBIS["7"]), "id": "7", "kind": "concept", "label_en": "KENYA",
    "label_zh": "肯尼亚", "label_fr": "kenya", "label_es": "", "label_ru": "", "label_ar": "",
    "alt_en": "", "eurovoc_label_match": "",
}  # fmt: skip
SLUMS = {
    "uri": str(UNBIS["8"]), "id": "8", "label_en": "SLUMS", "label_zh": "贫民区",
    "eurovoc_label_match": "http://eurovoc.europa.eu/4874",
}  # fmt: skip
PLACE = {
    "name_en": "Nairobi", "name_zh": "内罗毕", "iso3": "KEN", "geonames": "184745",
    "wikidata": "Q3870", "wikidata_sources": "one", "wikidata_other": "", "ne_geonames": "match",
    "wof_id": "421174401", "iso3166_2": "KE-30", "type": "city",
}  # fmt: skip
ORGANIZATION = {
    "name_en": "World Health Organization", "name_en_source": "x", "wikidata": "Q7817",
    "name_zh_report": "世界卫生组织(世卫组织)", "wikidata_other": "", "ror": "https://ror.org/1",
    "ror_source": "record v2.4/1.json", "crossref_funder": "", "grid": "grid.3575.4",
    "iati_org_ref": "XM-DAC-928", "isni": "0000 0001 2163 3745", "lei": "",
    "crs_channel_code": "41143", "crs_name": "World Health Organisation",
}  # fmt: skip
TOPIC = {
    "report_term_zh": "贫民窟;贫民窟改造", "match": "exact", "unbis_uri": str(UNBIS["8"]),
    "label_en": "SLUMS", "label_zh": "贫民区",
}  # fmt: skip
GOAL = {
    "uri": "http://metadata.un.org/sdg/11", "type": "Goal", "code": "11", "parent_uri": "",
    "sdgio_uri": "", "custodian": "",
    "label_en": "Make cities safe", "current_label_en": "", "wikidata_uri": "",
    "unbis_subjects": "",
} | {f"short_{tag}": "" for tag in ("en", "zh", "fr", "es", "ru", "ar")} | {
    f"label_{tag}": "" for tag in ("zh", "fr", "es", "ru", "ar")
}  # fmt: skip
REGION = {
    "m49": "001", "name_en": "World", "name_zh": "世界", "sdg_geoarea_uri": "", "wikidata": ""
}  # fmt: skip


def write(folder: Path, name: str, *rows: dict[str, str]) -> None:
    lines = [",".join(rows[0]), *(",".join(f'"{row[key]}"' for key in rows[0]) for row in rows)]
    (folder / name).write_text("\n".join(lines), "utf-8")


def links(found) -> set[tuple[str, URIRef, URIRef]]:
    return {(each.dataset, each.predicate, each.target) for each in found if isinstance(each, Link)}


def reasons(found) -> list[str]:
    return [str(each) for each in found if isinstance(each, Unlinked)]
