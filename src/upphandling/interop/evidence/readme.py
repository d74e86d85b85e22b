"""The bundle's README: how to check it, command by command, for this very bundle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from shlex import quote

TOLD = """\
BEVISPAKET
==========

Ärende:         {case}
Utlämnat för:   {role}
Logg:           {origin}
Kontrollpunkt:  {size} löv

Paketet visar att dess rader står i kommunens händelselogg, och att de har stått där
oförändrade sedan kontrollpunkten undertecknades. Vad det inte visar står sist här.


FILERNA
-------

  events.jsonl     händelserna, en rad var, med den lagrade texten ordagrant
  refusals.jsonl   det som nekades: vem som begärde vad, när, och vilken regel som sade nej
  proofs.json      det som behövs av loggens träd för att nå roten från raderna
  checkpoint       loggens rot och storlek, undertecknade av loggen
  cosignatures     vittnenas underskrifter av samma kontrollpunkt
  keys/            de publika nycklarna
  timestamps/      tidsstämplar av en utomstående (RFC 3161), om sådana finns
  dossier.pdf      dossiern som PDF/A-3b med events.jsonl inbäddad
  dossier.html     samma dossier som webbsida
  manifest.json    alla filer med storlek och SHA-256
  verify.py        kontrollerar allt detta, utan nätverk och utan annat än Python


1. KONTROLLERA ALLT PÅ EN GÅNG
------------------------------

Packa upp zip-filen och kör i mappen (Python 3.9 eller nyare):

    python3 -I -S verify.py

Samma program kan köras på zip-filen som den är: python3 verify.py PAKET.zip. Då
kontrolleras också varje byte i själva zip-filen. Det räknar om varje rads hash, når
roten ur raderna och proofs.json, och kontrollerar kontrollpunktens underskrifter.
Avslutskod 0 betyder att allt stämmer, 1 att något inte gör det, 2 att argumenten är fel.

Kräv de nycklar som kommunen och vittnena själva har lämnat ut, en flagga var. Då räknas
bara de, och var och en av dem måste ha skrivit under:

python3 -I -S verify.py --nyckel 'NAMN+ID+BASE64'

Den som inte litar på avsändaren sätter ihop verify.py ur programmets källkod i stället.
Samma version av källkoden ger samma bytes:

python3 -I -S src/upphandling/interop/evidence/joining.py > verify.py


2. KONTROLLERA FILERNA MED OPENSSL
----------------------------------

Jämför med sha256 i manifest.json:

{digests}


3. KONTROLLERA UNDERSKRIFTERNA MED OPENSSL (3.0 eller nyare)
------------------------------------------------------------

Texten som är undertecknad är raderna före den tomma raden:

    KONTROLL=$(mktemp -d)
    sed '/^$/,$d' checkpoint > "$KONTROLL/text"

{signatures}
{timestamps}

4. KONTROLLERA EN RAD FÖR HAND (RFC 9162)
-----------------------------------------

En rads hash (fältet leaf) är SHA-256 över byten 0x00 och därefter varje fält som
åtta byte längd (big-endian) följt av texten i UTF-8. Fälten är i ordning:

* händelse: stream_id, version, topic, recorded_at, command_id, data, receipt
* avslag: command_id, command, recorded_at, effective_at, by, role, mandate, because,
  payload, rule, message, details, policy

Null skrivs som tom text, utom det sista fältet: är det null är det inte med alls.
En nods hash är SHA-256 över byten 0x01, den vänstra och den högra nodens hash.
I proofs.json står varje delträd som saknar rader i paketet, som [första löv, löv
efter det sista, hash]. Beviset för ett enskilt löv, från lövet och uppåt, skrivs ut:

    python3 -I -S verify.py --bevis {leaf}


VAD SOM INTE FÖLJER AV PAKETET
------------------------------

Bevisat mot kontrollpunkten är raderna i events.jsonl och refusals.jsonl, och inget
annat. Den som gör om paketet kan göra om manifest.json också. Inte bevisat är:

* Att nycklarna är de rätta. De i paketet visar bara att det hänger ihop. Jämför dem
  med dem som kommunen och vittnena själva har lämnat ut, eller använd --nyckel.
* Att inget är utelämnat: det som hänt efter den sista händelsen i ett ärende, avslag,
  hela ärenden som hör hit, och vittnens underskrifter. Versionerna i ett ärende är
  obrutna från den första, men slutet kan bara jämföras med kommunens logg.
* Orden i dossier.pdf, dossier.html och den här filen, och för vem paketet är utlämnat.
  Båda dossierna bär samma rader som paketet, men texten kan vara ändrad. Jämför den
  med raderna, eller begär paketet en gång till: samma logg ger samma bytes.
* Rader med hemliga delar: de står bara som hash, med beslutet om sekretess. Det som
  visas av dem (not_provable) är ett utdrag utan bevisvärde.
* Tidsstämplarna: verify.py kontrollerar dem inte, openssl gör det.
"""

OWN = """\
Loggens underskrift ({name}):

    grep -F -e {line} checkpoint | cut -d ' ' -f 3 | openssl base64 -d -A \\
      | tail -c 64 > "$KONTROLL/underskrift"
    openssl pkeyutl -verify -pubin -inkey keys/{file}.pem -rawin \\
      -in "$KONTROLL/text" -sigfile "$KONTROLL/underskrift"
"""

COSIGNED = """\
Vittnets underskrift ({name}), som också omfattar tiden {seen_at} (sekunder sedan 1970):

    printf 'cosignature/v1\\ntime {seen_at}\\n' | cat - "$KONTROLL/text" > "$KONTROLL/sedd"
    grep -F -e {line} cosignatures | cut -d ' ' -f 3 | openssl base64 -d -A \\
      | tail -c 64 > "$KONTROLL/underskrift"
    openssl pkeyutl -verify -pubin -inkey keys/{file}.pem -rawin \\
      -in "$KONTROLL/sedd" -sigfile "$KONTROLL/underskrift"
"""

STAMPED = """\
Tidsstämpeln över kontrollpunkten ({name}): tid och utfärdare visas med kommandot, och
äktheten kontrolleras med utfärdarens certifikat (openssl ts -verify -CAfile ...).

    openssl ts -reply -in {name} -text
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedBy:
    """One signature: by which key, in which file; `seen_at` only of a witness."""

    name: str
    file: str
    seen_at: int | None


def readme(
    *,
    case: str,
    role: str,
    origin: str,
    size: int,
    leaf: int,
    names: Iterable[str],
    signers: Sequence[SignedBy],
) -> bytes:
    """The text; `names` are the other files, `leaf` the index of one of its rows."""
    others = sorted(names)
    return TOLD.format(
        case=case,
        role=role,
        origin=origin,
        size=size,
        leaf=leaf,
        digests="\n".join(f"    openssl dgst -sha256 -r {name}" for name in others),
        signatures="\n".join(map(_signature, signers)),
        timestamps="\n".join(
            STAMPED.format(name=name)
            for name in others
            if name.startswith("timestamps/")
        ),
    ).encode()


def _signature(signer: SignedBy) -> str:
    form = OWN if signer.seen_at is None else COSIGNED
    return form.format(
        name=signer.name,
        line=quote(f"— {signer.name} "),
        file=signer.file,
        seen_at=signer.seen_at,
    )
