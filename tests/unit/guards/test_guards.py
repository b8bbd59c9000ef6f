"""What each guard refuses, what it lets pass, and the reason that it gives."""

from __future__ import annotations

import pytest

from hexcache.domain.guards import BUILT_IN, guard_chain


def _says(name, asked, cached):
    return BUILT_IN[name]()(asked, cached)


@pytest.mark.parametrize(
    ("name", "asked", "cached", "reason"),
    [
        ("polarity", "How do I enable it?", "How do I turn it off?", "enable against disable"),
        ("polarity", "How do I import it?", "How do I export it?", "import against export"),
        ("polarity", "Is it painless?", "Is it painful?", "painles against painful"),
        ("polarity", "with sugar", "without sugar", "a negation in one text only"),
        ("polarity", "How do I stop it from loading?", "How do I load it?", "a negation in one text only"),
        ("polarity", "Why can't I pay?", "How can I pay?", "a negation in one text only"),
        ("entities", "visa for france", "visa for germany", "france against germany"),
        ("entities", "Is tea healthy?", "Is coffee healthy?", "tea against coffee"),
        ("entities", "Does Zorbix work?", "Does Quantelo work?", "zorbix against quantelo"),
        ("direction", "from Rome to Paris", "from Paris to Rome", "rome and paris have changed places"),
        ("direction", "Does Ann pay Bob?", "Does Bob pay Ann?", "ann and bob have changed places"),
        ("direction", "Did Ann lend money to Bob?", "Did Bob lend Ann money?", "ann and bob have changed places"),
        ("direction", "Turn a word into an array", "Turn an array into a word", "word and array have changed places"),
        ("direction", "Who taught Ann?", "Who did Ann teach?", "(who) and ann have changed places"),
        ("direction", "Can I block Ann?", "Can Ann block me?", "(i) and ann have changed places"),
        ("polarity", "The parcel arrived damaged", "The parcel has not arrived", "a negation in one text only"),
        ("polarity", "At least two", "No more than two", "at_least against at_most"),
        ("question", "When should I pay?", "Why should I pay?", "when against why"),
        ("replaced_word", "How do I grill a zucchini?", "How do I grill a pumpkin?", "zucchini against pumpkin"),
        ("extra_word", "How do I reset my old phone?", "How do I reset my phone?", "old in one text only"),
    ],
)
def test_a_guard_refuses_with_a_reason_that_a_person_can_read(name, asked, cached, reason):
    words = set(reason.split())
    assert set((_says(name, asked, cached) or "").split()) == words


@pytest.mark.parametrize(
    ("asked", "cached"),
    [
        ("Are staff forbidden to smoke?", "Are staff not allowed to smoke?"),
        ("Is it unsafe to swim?", "Is it not safe to swim?"),
        ("The parcel has not arrived", "The parcel is still missing"),
        ("How do I switch dark mode off?", "How do I disable dark mode?"),
        ("What if I fail to pay?", "What if I do not pay?"),
        ("Don't I need a visa?", "Do I need a visa?"),
        ("I don't know how to pay", "How do I pay?"),
        ("Would you mind telling me how to pay?", "How do I pay?"),
        ("You can pay here, can't you?", "Can you pay here?"),
        ("Nobody here explains it. How do I pay?", "How do I pay?"),
        ("Is K2 lower than Everest?", "Is Everest higher than K2?"),
        ("Did Ann sell the car to Bob?", "Did Bob buy the car from Ann?"),
        ("Do I eat before training?", "Do I train after eating?"),
        ("Where can I buy stamps?", "Where are stamps sold?"),
        ("Is the snack gluten free?", "Is the snack without gluten?"),
        ("Does it work offline?", "Does it work without internet?"),
        ("All countries apart from Spain", "All countries but Spain"),
        ("Please don't hesitate to call me", "Please call me"),
    ],
)
def test_a_negation_or_an_opposite_that_is_made_good_passes(asked, cached):
    assert guard_chain("default")(asked, cached) is None


@pytest.mark.parametrize(
    ("asked", "cached"),
    [
        ("Is bleach safe with vinegar?", "Is vinegar safe with bleach?"),
        ("How far is Rome from Paris?", "How far is Paris from Rome?"),
        ("Compare Rome and Paris", "Compare Paris and Rome"),
        ("In Rome, how is the weather on Monday?", "How is the weather on Monday in Rome?"),
        ("How do I get to Rome from Paris?", "How do I get from Paris to Rome?"),
        ("Is sunlight needed for plants?", "Do plants need sunlight?"),
        ("How do I replace brakes and tires?", "How do I replace tires and brakes?"),
        ("When I am abroad, can I use my card?", "Can I use my card when I am abroad?"),
        ("How can dev be merged into main?", "How do I merge dev into main?"),
    ],
)
def test_parties_that_keep_their_parts_may_stand_in_any_order(asked, cached):
    assert guard_chain("default")(asked, cached) is None


def test_a_word_that_is_also_a_name_is_one_only_with_a_capital():
    assert _says("entities", "Is it written in Go?", "Is it written in Rust?") is not None
    assert _says("entities", "Where does it go?", "Where does it rust?") is None


def test_a_common_noun_in_texts_that_differ_much_is_left_to_the_score():
    asked = "My coffee order from last night never came, can the courier deliver it again today?"
    assert _says("entities", asked, "I ordered tea and biscuits, and the parcel is lost somewhere in the mail") is None


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("text", ["Wie schalte ich das ein?", "如何启用它？", "кот", "", "?!", "\x00", "\ud800"])  # noqa: RUF001  # full-width marks are what people type
def test_a_guard_lets_pass_what_it_does_not_understand(name, text):
    assert _says(name, text, "???") is None


@pytest.mark.parametrize(
    ("asked", "cached"),
    [
        ("Wie ändere ich mein Passwort?", "Wie ändere ich mein Kennwort?"),
        ("Heute öffnet der Laden um neun", "Der Laden öffnet heute um neun"),
        ("¿Cómo cambio mi contraseña?", "¿Cómo cambio mi clave?"),
        ("Comment fermer mon compte ?", "Comment clôturer mon compte ?"),
        ("如何更改密码？", "怎么更改密码？"),  # noqa: RUF001  # full-width marks are what people type
        ("Как сменить пароль?", "Как изменить пароль?"),
    ],
)
def test_a_paraphrase_in_a_language_without_word_lists_passes(asked, cached):
    assert guard_chain("strict")(asked, cached) is None


def test_numbers_are_compared_in_every_language():
    assert guard_chain("default")("Sind 5 mg zu viel?", "Sind 50 mg zu viel?") is not None
