"""What the pages show of a question line by line: what to choose from, and what each line was worth. Pure."""

from dataclasses import replace

from core.language import gettext
from quiz.drawing import item_order, option_order, page_key
from quiz.grading import UNSURE, Answer, option_words
from quiz.kinds import KINDS
from quiz.kinds.rows import option_key, target_of
from quiz.kinds.shape import Words
from quiz.pages import AnswerRow, Picture, QuestionRow
from quiz.questions import Item, Question


def question_options(asked: Question, shown: Question, seed: str) -> tuple[tuple[str, str], ...]:
    """(name, text) of each option in the order of this try; none in a question of rows.

    `asked` is the question as pinned, `shown` the same in the language of the page.
    """
    texts = {option.key: option.text for option in shown.options}
    keys = () if asked.items else option_order(asked, seed)
    return tuple((page_key(seed, asked.key, key), texts[key]) for key in keys)


def question_picture(asked: Question, shown: Question, seed: str) -> Picture | None:
    """The picture of a question about one, its places in the order of the options in this try."""
    places = {option.key: option.place for option in asked.options}
    order = [places[key] for key in option_order(asked, seed)]
    boxes = tuple(place.box for place in order if place is not None)
    return Picture(asked.drawing, shown.picture_text, boxes) if asked.picture else None


def question_rows(asked: Question, shown: Question, seed: str) -> tuple[QuestionRow, ...]:
    """The rows of a question of rows in the order of this try; none in a question of options."""
    texts = {item.key: item.text for item in shown.items}
    names = _target_names(asked, shown)
    return tuple(
        QuestionRow(
            text=texts[item],
            targets=tuple(
                (page_key(seed, asked.key, option_key(item, target)), name) for target, name in names.items()
            ),
        )
        for item in item_order(asked, seed)
    )


def task(asked: Question) -> str:
    """What to do with each row, in the language of the page; empty for a question of options."""
    words = KINDS[asked.kind].WORDS
    return gettext(words.task) if words else ""


def targets_lang(asked: Question, lang: str) -> str:
    """The language of the targets: that of the question, or empty where the page itself names them."""
    words = KINDS[asked.kind].WORDS
    return "" if words is None or words.target else lang


def answer_rows(
    asked: Question, shown: Question, answer: Answer, lang: str, seed: str
) -> tuple[AnswerRow, ...]:
    """One row for each option in the order of this try, or for each item as written: in its right order."""
    words = KINDS[asked.kind].WORDS
    if words is not None:
        names = _target_names(asked, shown)
        return tuple(_item_row(asked, item, answer, words, names, lang) for item in shown.items)
    kinds = option_words(asked, answer)
    options = {option.key: option for option in shown.options}
    return tuple(
        AnswerRow(
            text=options[key].text,
            chosen=answer is not UNSURE and key in answer,
            word_kind=kinds[key],
            why=options[key].why,
        )
        for key in option_order(asked, seed)
    )


def _item_row(
    asked: Question, item: Item, answer: Answer, words: Words, names: dict[str, str], lang: str
) -> AnswerRow:
    options = [option for option in asked.options if option.item == item.key]
    right = next(target_of(option) for option in options if option.correct)
    given = next((target_of(each) for each in options if answer is not UNSURE and each.key in answer), None)
    row = AnswerRow(
        text=item.text,
        chosen=False,
        word_kind="missed",
        why=item.why,
        target=names[right],
        targets_lang=targets_lang(asked, lang),
    )
    if given is None:
        return row
    if given == right:
        return replace(row, chosen=True, word_kind="seen", word=gettext(words.right))
    return replace(row, word_kind="wrong", word=gettext(words.wrong), given=names[given])


def _target_names(asked: Question, shown: Question) -> dict[str, str]:
    words, texts = KINDS[asked.kind].WORDS, dict(shown.targets)
    named = {key: texts.get(key, text) for key, text in asked.targets}
    if words is None or not words.target:
        return named
    return {key: gettext(words.target, target=text) for key, text in named.items()}
