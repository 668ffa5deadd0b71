"""Every event the journal may hold: its subject and what it says, in one sentence.

An event that is not here cannot be recorded; `centre/wiring.py` says for each one which step starts next, or END.
Refuses: two sentences for one event, a state table that tells an event missing here (tested).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventMeaning:
    """`subject` is the kind of thing the event happened to; `sentence` is a msgid in the past tense."""

    event: str
    subject: str
    sentence: str


def _table(subject: str, **sentences: str) -> dict[str, EventMeaning]:
    return {f"{subject}.{name}": EventMeaning(f"{subject}.{name}", subject, text) for name, text in sentences.items()}


EVENTS: Mapping[str, EventMeaning] = {
    **_table(
        "application",
        registered="A request was taken complete or incomplete at a station and accepted by the centre.",
        sealed="The file was sealed at the station.",
        abandoned="The draft was abandoned at the station.",
        received="The file reached the register, complete.",
        received_incomplete="The file reached the register; named papers are still to come.",
        completed="The missing papers arrived.",
        doubted="The register may know this person: people decide.",
        approved="The application was approved.",
        returned="The file was sent back to be captured or completed again.",
        taken_back="Before the applicant came, the file that was sent back was taken up again.",
        recaptured="What was captured again replaced what the file held: its fingers are searched anew.",
        referral_proposed="An adjudicator proposed to have the file examined further; a second one decides.",
        referred="Two adjudicators sent the file to be examined further; the applicant was told.",
        referral_answered="The further examination was answered: other people decide.",
        refusal_proposed="An adjudicator proposed to refuse; a second one decides.",
        second_opinion_asked="An adjudicator said a strong candidate is someone else; a second one decides.",
        refused="Two adjudicators refused the application; the letter says why and how to appeal.",
        appealed="The refusal is looked at again by other people.",
        found_wrong="The holder found wrong data on the card.",
        corrected="A correction was linked to the application.",
        fulfilled="The right card is in the right hand.",
        withdrawn="The applicant withdrew.",
        lapsed="The missing papers never came.",
        uncollected="The card was not collected.",
        stopped="The application was stopped: the applicant died.",
        erased="What names the person was taken out of the file, by two people; the account of the acts stands.",
        fingers_erased="The file's finger templates were erased: the key that sealed them is destroyed.",
        fingers_forgotten="A search engine confirmed that it holds nothing of these fingers any more.",
    ),
    **_table(
        "person",
        created="The register knows a new person.",
        imported="The person was loaded from an existing register.",
        changed="The register changed what it holds of the person.",
        merged="Two entries were found to be one person.",
        told_apart="An adjudicator said that two entries that weigh alike are two people.",
        parted="Two entries joined before were found to be two people.",
        died="The person's death was reported.",
        looked_at="Someone looked at the person's data.",
        erased="What names the person was taken out of the register, by two people.",
    ),
    **_table(
        "register",
        audited="The whole register was looked through for people it holds twice.",
    ),
    **_table(
        "document",
        imported="The document was loaded from an existing register.",
        issued="A document was made for the person.",
        activated="The document became valid at hand-over.",
        cancelled="The document never became valid.",
        suspended="The document was suspended.",
        resumed="The suspension was lifted.",
        superseded="A newer document took its place.",
        lost="The holder declared the document lost.",
        stolen="The holder declared the document stolen.",
        damaged="The holder brought the document back damaged.",
        expired="The document reached its last day.",
        revoked="The document was revoked.",
    ),
    **_table(
        "card",
        imported="The card was loaded from an existing register.",
        made="A card was personalised on a numbered blank.",
        spoiled="The card failed its check.",
        packed="The card was packed.",
        dispatched="The card left the issuing centre.",
        at_delivery_point="The card was scanned at the delivery point.",
        missing="The card was not where it should be.",
        withheld="The card must not be handed over.",
        handed_over="The card was handed over.",
        taken_back="The old card was taken back.",
        returned="The card was returned.",
        destroyed="Two people destroyed the card.",
        to_be_replaced="The card is to be made again: this one will never reach its holder.",
    ),
    **_table(
        "order",
        queued="A card was ordered.",
        assigned="The order was routed to an issuing centre.",
        in_batch="The order joined a batch.",
        taken_out="The order was taken out of its batch, with the reason.",
        personalised="The card was personalised.",
        rejected="The card was rejected at the quality station.",
        remade="The card is made again under a new number.",
        passed="The card passed the quality station.",
        packed="The card was packed for its visit.",
        cancelled="The order was cancelled.",
    ),
    **_table(
        "batch",
        formed="Orders were gathered into a batch.",
        signing_approved="The cards of a batch may be signed.",
        signing_closed="What was left of a batch's approval to sign was taken back.",
        consumed="An issuing centre confirmed which blanks of a batch became cards.",
        failed_over="What a silent issuing centre had not confirmed went to another one.",
        closed="The batch was closed: every blank is accounted for.",
    ),
    **_table(
        "blank",
        received="Numbered blanks were received.",
        issued="Further blanks were given to a batch.",
        destruction_proposed="Someone proposed to destroy spoiled blanks; a second person decides.",
        destruction_withdrawn="The proposal to destroy blanks was taken back.",
        destroyed="Spoiled blanks were destroyed by two people.",
        move_proposed="Someone handed blanks over between vault and line; a second person counts.",
        move_withdrawn="The movement of blanks was taken back.",
        moved="Blanks changed hands between vault and line, by two people.",
    ),
    **_table("shift", closed="A shift was closed: every blank it had is accounted for."),
    **_table(
        "consignment",
        packed="A box was sealed.",
        dispatched="The box left the issuing centre.",
        in_transit="The box changed hands.",
        received="The box arrived whole.",
        short="The box arrived with cards missing.",
        damaged="The box arrived damaged.",
        emptied="Every card of the box has gone to a hand or back.",
    ),
    **_table(
        "programme",
        opened="A programme was opened.",
    ),
    **_table(
        "campaign",
        planned="A campaign was planned.",
        opened="The campaign was opened.",
        closed="The campaign was closed.",
    ),
    **_table(
        "plan",
        proposed="A change of an announced plan was put before the head of campaigns.",
        declined="The head of campaigns sent the change back.",
        published="A plan was published as a numbered revision.",
    ),
    **_table(
        "visit",
        planned="A visit was planned.",
        opened="The day was opened at the station.",
        closed="The day was closed; its report reconciles.",
        cancelled="The visit was cancelled.",
        companions_confirmed="Who accompanies a visit was confirmed or taken back; without them, renewals only.",
    ),
    **_table(
        "station",
        provisioned="The station received its keys and began a new chain.",
        revoked="The station was revoked.",
        loss_declared="Packets of an earlier epoch were declared lost.",
        left="A station left for the day; what was short on board is said.",
        field_pack_issued="A field pack was sealed for the station.",
        reported="The station sent entries of its own journal.",
        looked_in_vain="The station asked the register about a card and was told nothing of the person.",
    ),
    **_table(
        "packet",
        stored="The sealed packet is stored durably.",
        accepted="The packet was opened and accepted.",
        quarantined="The packet is kept whole, with a reason.",
        released="The packet left quarantine and is tried again.",
        dismissal_proposed="One person proposed to close the quarantined packet; a second one decides.",
        dismissal_declined="The proposal to close the packet was taken back or declined.",
        dismissed="Two people closed the quarantined packet without using it.",
    ),
    **_table(
        "hand_over",
        refused="The card was not handed over: the person could not be verified.",
        recorded="A hand-over was recorded.",
    ),
    **_table(
        "account",
        created="An account was created.",
        changed="An account was changed.",
        signed_in="Someone signed in.",
        signed_out="Someone signed out.",
        sign_in_failed="A sign-in failed.",
        second_factor_set="A second factor was enrolled.",
        disabled="An account was disabled.",
    ),
    **_table(
        "role",
        asked="A role was asked for.",
        granted="A second person granted the role.",
        declined="The role was declined.",
        revoked="The role was revoked.",
    ),
    **_table(
        "import",
        previewed="A register file was previewed.",
        loaded="Rows of a register file were loaded.",
        row_set_aside="A row was set aside with its reason.",
    ),
    **_table(
        "key",
        created="A key was created.",
        rotated="A key was replaced; the old one overlaps.",
        destroyed="A key was destroyed.",
    ),
    **_table("ceremony", held="A key ceremony was held; its transcript says by whom."),
    **_table("certificate", made="A certificate was made at a ceremony.", revoked="A document signer was revoked."),
    **_table("clock", declared="A played date was declared."),
    **_table("bulletin", built="A bulletin was built.", published="A bulletin was published by a second person."),
    **_table("work", set_aside="An item was set aside with its reason.", retried="A set-aside item is tried again."),
    **_table("stamp_duty", paid="Stamp duty was paid.", waived="Stamp duty was waived by the programme."),
}
