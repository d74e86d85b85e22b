"""The impact map in words: why something falls, and what somebody has to decide."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.impact import Fall, NodeKind, Tie

WHY: Mapping[Tie, str] = {
    Tie.DEPENDS_ON: "bygger på {}",
    Tie.IN_TIME: "infaller tillsammans med eller efter {}, ingen har sagt vad det vilar på",
    Tie.AWARDED: "vilar på {}",
    Tie.SUCCESSOR: "skulle efterträdas av {}",
    Tie.INVITED: "gäller {}",
    Tie.PLACED: "flyttar kunder som fick plats i {}",
    Tie.OFFERED: "erbjuder {} bland valen",
    Tie.TAKES_OVER: "kan inte ske innan {} har börjat",
}
ENDS_WHEN = "upphör just när {} skulle ta vid, och ingen efterträdare är säker"

DECIDE_LOST: Mapping[NodeKind, str] = {
    NodeKind.MILESTONE: "Sätt ett nytt datum eller överge milstolpen, med skäl.",
    NodeKind.PROMISE: "Återta löftet och berätta för dem som fick det.",
    NodeKind.AGREEMENT: "Avgör om avtalet ska börja gälla, ändras eller upphöra.",
    NodeKind.NOTICE: (
        "Uppsägningstiden löper. Förläng avtalet, upphandla direkt, eller låt egen regi"
        " ta över, så att ingen kund står utan utförare dagen efter."
    ),
    NodeKind.ROUND: "Berätta för de inbjudna vad som gäller, och när de får välja.",
    NodeKind.LETTERS: "Skicka ett nytt brev som säger vad som gäller i stället.",
    NodeKind.WAVE: "Skjut upp eller överge vågen. Kunderna är kvar hos sin utförare.",
}
DECIDE_LATER: Mapping[NodeKind, str] = {
    NodeKind.MILESTONE: "Flytta milstolpen till tidigast de nya dagarna, med skäl.",
    NodeKind.PROMISE: (
        "Håll löftet ändå, eller återta det och berätta för dem som fick det."
    ),
    NodeKind.AGREEMENT: "Kom överens med utföraren om en ny dag.",
    NodeKind.NOTICE: "Förläng avtalet till minst den nya dagen.",
    NodeKind.ROUND: "Berätta för de inbjudna om de nya dagarna.",
    NodeKind.LETTERS: "Skicka ett nytt brev med de nya dagarna.",
    NodeKind.WAVE: "Skjut upp vågen till tidigast den nya dagen.",
}
ENDS_LOST = (
    "Förläng avtalet, upphandla direkt, eller låt egen regi ta över, så att ingen kund"
    " står utan utförare dagen efter."
)
ENDS_LATER = "Förläng avtalet till minst den nya dagen, eller ordna vem som tar vid."
REDO = "Den är redan nådd, men det den vilade på har fallit. Avgör om den ska göras om."
NO_NEW_DAY = "inget nytt datum kan räknas"


def why(fall: Fall, titles: Mapping[str, str]) -> str:
    """Every ground on which a node falls, as one sentence without its subject."""
    by_tie: dict[Tie, list[str]] = {}
    for link in fall.because:
        by_tie.setdefault(link.tie, []).append(f"”{titles[link.on]}”")
    ends = fall.node.key.startswith("end:")
    said = [
        (ENDS_WHEN if ends and tie is Tie.IN_TIME else WHY[tie]).format(_and(named))
        for tie, named in by_tie.items()
    ]
    return "; ".join(said)


def decide(fall: Fall) -> str:
    """What somebody with a mandate has to decide."""
    kind = fall.node.kind
    if fall.node.done:
        return REDO
    if fall.node.key.startswith("end:") and kind is NodeKind.AGREEMENT:
        return ENDS_LOST if fall.slip is None else ENDS_LATER
    return (DECIDE_LOST if fall.slip is None else DECIDE_LATER)[kind]


def _and(parts: list[str]) -> str:
    """”a, b och c”; of many the first two and how many more."""
    if len(parts) > 3:  # noqa: PLR2004
        return f"{parts[0]}, {parts[1]} och {len(parts) - 2} till"
    return " och ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
