"""The dossier's PDF and page: what they are by their standards, and that no text is markup."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evidence import exported
from tests.interfaces.evidence.conftest import CASE, model_of
from tests.outline import Outline
from upphandling.interop.evidence.page import page
from upphandling.interop.evidence.pdf import pdf

MARKUP = st.text(st.sampled_from("<>&\"'#*_$@`[]{}\\/-=~ aå\n"), max_size=40)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#pdf.attach("/etc/passwd")',
    "*fet* $x^2$ `rå` <märke> @källa #(1+1) \\u{1F4A9} // bort",
    "&lt;b&gt; &amp;amp;",
)


# -- As PDF/A-3b -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(signed_and_told):
    bundle = exported(signed_and_told.house, CASE)
    with pikepdf.open(BytesIO(bundle.files["dossier.pdf"])) as opened:
        yield opened, bundle


def test_the_pdf_says_that_it_is_pdf_a_3b_in_swedish_and_tagged(document):
    opened, _ = document
    with opened.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "B"
        assert metadata["dc:title"] == "Hemtjänst"
    root = opened.Root
    assert str(root.Lang).lower().startswith("sv")
    assert bool(root.MarkInfo.Marked)
    assert "/StructTreeRoot" in root
    assert root.OutputIntents[0].S == "/GTS_PDFA1"
    assert len(opened.open_outline().root) >= 7


def test_the_events_are_inside_byte_for_byte_as_the_source(document):
    opened, bundle = document
    ((name, spec),) = opened.attachments.items()

    assert name == "events.jsonl"
    assert spec.get_file().read_bytes() == bundle.files["events.jsonl"]
    assert spec.obj.AFRelationship == "/Source"
    assert len(opened.Root.AF) == 1


def test_the_pdf_runs_nothing_and_leads_nowhere(document):
    opened, _ = document
    for unwanted in ("/OpenAction", "/AA"):
        assert unwanted not in opened.Root
    assert "/JavaScript" not in opened.Root.get("/Names", {})
    for number in range(1, len(opened.objects) + 1):
        one = opened.get_object(number, 0)
        if isinstance(one, pikepdf.Dictionary):
            assert one.get("/S") not in (
                "/JavaScript",
                "/Launch",
                "/URI",
                "/SubmitForm",
            )
            assert "/JS" not in one


# -- Markup ----------------------------------------------------------------------------


def hostile(model, text: str):
    """The model with a text in place of every text that somebody has written."""
    told = json.loads(json.dumps(model))
    for event in told["trail"]:
        event["says"] = event["who"] = event["when"] = text
        event["facts"] = [[text, text]]
    for one in told["decisions"]:
        one.update(motive=text, by=text, mandate=text, about=text)
    for one in told["refusals"]:
        one.update(message=text, details=text, by=text, name=text)
    for one in told["deadlines"]:
        one.update(working=text, name=text, versions=text, reference=text)
    for chapter in told["chapters"]:
        for part in chapter["sections"]:
            part["written"] = {"text": text, "who": text, "reference": text}
            for grid in part["tables"]:
                grid["rows"] = [[text for _ in row] for row in grid["rows"]]
    return {**told, "title": text, "authority": text, "case": text, "as_of": text}


@pytest.fixture(scope="module")
def model(signed_and_told):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return model_of(signed_and_told, monkeypatch)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=MARKUP | st.sampled_from(HOSTILE))
def test_whatever_is_written_stays_text_in_the_page(model, text):
    plain = Outline(page(hostile(model, "ord")).decode())
    found = Outline(page(hostile(model, text)).decode())

    def shape(outline):
        return [tag for tag, _ in outline.tags if tag != "br"]

    assert shape(found) == shape(plain)
    for tag, attributes in found.tags:
        assert tag not in ("script", "img", "iframe", "link", "object")
        assert not any(name.startswith("on") for name in attributes)
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    line = text.split("\n")[0]
    assert line in "".join(found.texts)


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=MARKUP | st.sampled_from(HOSTILE))
def test_whatever_is_written_stays_text_in_the_pdf(model, text):
    few = {**model, "trail": model["trail"][:2], "leaves": []}
    for written in (text, "\n".join(HOSTILE)):
        made = pdf(hostile(few, written), b"{}\n")
        with pikepdf.open(BytesIO(made)) as opened:
            assert list(opened.attachments) == ["events.jsonl"]


def test_the_page_is_swedish_whole_in_itself_and_can_be_walked(signed_and_told):
    text = exported(signed_and_told.house, CASE).files["dossier.html"].decode()
    found = Outline(text)
    attributes = dict(found.tags)

    assert attributes["html"]["lang"] == "sv"
    assert not re.search(r"https?://|@import|url\(", text)
    identities = [told["id"] for _, told in found.tags if "id" in told]
    assert len(identities) == len(set(identities))
    links = [told["href"] for tag, told in found.tags if tag == "a"]
    assert all(link[1:] in identities for link in links)
    assert len([tag for tag, _ in found.tags if tag == "h1"]) == 1
    assert {"main", "nav", "header", "footer"} <= {tag for tag, _ in found.tags}
    for tag, told in found.tags:
        assert tag != "th" or told["scope"] == "col"
