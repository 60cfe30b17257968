"""How well recognition does on real messages it was never written for, beside a trained classifier on the same folds.

The messages may not be shipped nor learned from (see the README beside them); this is the measure, nothing of it stays.

(a) the shipped model as it is: the base handbook's words and examples, through the map of recognise_map.toml.
(b) the same machinery trained on the messages, five folds, beside the baseline of that README (characters in ones to
    threes, LinearSVC, sigmoid), run here on the same folds by scikit-learn in a venv of its own.

Lines without a bar begin with `#`. An interval is the middle 95 % of a thousand drawings with replacement, seed 0.
`coverage` is the baseline's way: the share above the threshold at which the accepted ones are 95 % right, the threshold
picked on the pooled answers. `coverage_inside` picks it inside the training folds; the share that was right is told.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from figures import HERE, calibration, tell

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings")
os.environ.setdefault("GUANJIA_SECRET", "only-for-a-bench-" + "0123456789" * 4)

import django
import numpy as np

django.setup()

from guanjia.rooms.cases.rules.features import Sight, first_sentence, signs_of  # noqa: E402 - Django is set up first
from guanjia.rooms.cases.rules.learned import learn, written  # noqa: E402 - Django is set up first
from guanjia.rooms.cases.rules.learning import Way, clearness, curve, cut_for, fit, logistic  # noqa: E402 - Django is set up first
from guanjia.rooms.cases.rules.recognition import recognise, scores_of, seer  # noqa: E402 - Django is set up first
from guanjia.rooms.handbook.rules.checking import check_files  # noqa: E402 - Django is set up first
from guanjia.rooms.handbook.services.loading import known_world, read_folder  # noqa: E402 - Django is set up first

DATA = HERE.parents[1] / "shared" / "data" / "messages"
PACK = HERE.parent / "src" / "guanjia" / "packs" / "residential"
MAP = tomllib.loads((HERE / "recognise_map.toml").read_text())
HEAD = 120
LEAST = 5
RIDGES = (0.25, 0.5, 1.0, 2.0)
TRAINED = Way("said", 0.5, ridges=RIDGES)
ALARM_RECALL = 0.9  # what the alarm is set to inside the training folds, to keep 0.8 outside them

BASELINE = """
import json, sys, time
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
told = []
for task in json.load(sys.stdin):
    texts, labels = np.array(task["texts"], dtype=object), np.array(task["labels"])
    folds = list(StratifiedKFold(5, shuffle=True, random_state=0).split(texts, labels))
    answers, chances, spent = [""] * len(texts), [0.0] * len(texts), 0.0
    for train, test in folds:
        model = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, max_features=200_000),
            CalibratedClassifierCV(LinearSVC(C=1, class_weight="balanced"), method="sigmoid"))
        model.fit(texts[train], labels[train])
        begun = time.process_time()
        for at in test[:20]:
            model.predict_proba([texts[at]])
        spent += time.process_time() - begun
        shares = model.predict_proba(texts[test])
        for at, row in zip(test, shares):
            answers[at], chances[at] = str(model.classes_[row.argmax()]), float(row.max())
    tests = [test.tolist() for _, test in folds]
    told.append({"answers": answers, "chances": chances, "folds": tests, "us": spent / 100 * 1e6})
json.dump(told, sys.stdout)
"""


def main() -> int:
    """Every figure of (a) and (b); 0 when each bar is met."""
    if not DATA.exists():
        sys.stdout.write("# recognise: the messages of the measure are not here, nothing measured\n")
        return 0
    calibration()
    shipped = Shipped()
    rows = _csv("property_dev.csv")
    wider = _csv("labelled_raw_dev.csv")
    _labels_as_they_are(shipped, wider)
    told = [*_as_it_is(shipped, rows), *_trained(shipped, rows, wider)]
    return 0 if all(told) else 1


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Shipped:
    """The model a house begins with."""

    def __init__(self) -> None:
        content = check_files(read_folder(str(PACK)), known_world()).content
        assert content is not None
        self.book: Any = SimpleNamespace(
            id=UUID(int=1),
            stamp="bench",
            topics=content.topics,
            urgencies=content.urgencies,
            terms=content.terms,
            examples=content.examples,
        )
        self.see = seer(self.book)
        begun = time.process_time()
        made = learn(self.book, self.see, float(content.terms.recognition.sure_right))
        assert made is not None
        self.model, self.learning = made, time.process_time() - begun
        self._kept: dict[str, tuple[Any, Any]] = {}

    def scores(self, text: str) -> tuple[Any, Any]:
        """Topics and levels, and classes."""
        if text not in self._kept:
            self._kept[text] = scores_of(self.see, self.model, text, self.see(text))
        return self._kept[text]

    def matter(self, text: str) -> str:
        """The first topic that names a matter, by the map; our code of it."""
        topics = self.scores(text)[0][: len(self.model.topics)]
        return next(code for at in np.argsort(-topics) if MAP["topics"][code := self.model.topics[at]])

    def case_class(self, text: str) -> str:
        """The class by the map."""
        classes = MAP["classes"]
        found = self.model.classes[int(self.scores(text)[1].argmax())]
        return str(classes.get(self.matter(text), "repair") if found == "EMG" else classes[found])

    def urgency(self, text: str) -> float:
        """How urgent: the highest level's score, and the next one's where the map lets it count."""
        scores = self.scores(text)[0]
        levels = dict(zip(self.model.levels, scores[len(self.model.topics) :], strict=True))
        also = sum(levels[code] for code, topics in MAP["urgent"]["also"].items() if self.matter(text) in topics)
        return float(sum(levels[code] for code in MAP["urgent"]["urgencies"]) + max(also, 0.0))


def _as_it_is(shipped: Shipped, rows: Sequence[dict[str, str]]) -> list[bool]:
    texts = [_head(row) for row in rows]
    often = Counter(row["topic"] for row in rows)
    kept = [at for at, row in enumerate(rows) if often[row["topic"]] >= LEAST]
    want = [rows[at]["topic"] for at in kept]
    got = [MAP["topics"][shipped.matter(texts[at])] for at in kept]
    begun = time.process_time()
    found = [recognise(shipped.book, text, shipped.model) for text in texts]
    spent = (time.process_time() - begun) / len(texts) * 1000
    sure = [(found[at].topic, rows[at]["topic"]) for at in kept if found[at].sure]
    right = sum(MAP["topics"][topic] in ("", wanted) for topic, wanted in sure)
    _say("shipped.sure", f"{len(sure)} of {len(kept)}, {right} right by the map")
    classed = [at for at, row in enumerate(rows) if row["class"] in set(MAP["classes"].values()) - {"praise"}]
    classes = [[rows[at]["class"] for at in classed], [shipped.case_class(texts[at]) for at in classed]]
    _say("shipped.topic_accuracy", f"{_accuracy(want, got):.3f}; 95 % of topic_f1 {_interval(want, got)}")
    _say("shipped.class_accuracy", f"{_accuracy(*classes):.3f}; 95 % of class_f1 {_interval(*classes)}")
    told = [
        tell("recognise", "shipped_topic_f1", round(_f1(want, got), 3)),
        tell("recognise", "shipped_class_f1", round(_f1(*classes), 3)),
        *_shipped_alarm(shipped, texts, [row["urgency"] == "urgent" for row in rows]),
        tell("recognise", "milliseconds", round(spent, 3)),
        tell("recognise", "megabytes", round(len(written(shipped.model)) / 1e6, 2)),
    ]
    _say("shipped.learned_in", f"{shipped.learning:.1f} s of one core")
    return told


def _labels_as_they_are(shipped: Shipped, wider: Sequence[dict[str, str]]) -> None:
    """The 7 labels by the map; most of their matters are none of a property company's, so no bar."""
    want = [row["label"] for row in wider]
    got = [MAP["labels"].get(shipped.matter(_head(row)), MAP["labels"]["default"]) for row in wider]
    _say("shipped.label", f"macro-F1 {_f1(want, got):.3f} {_interval(want, got)}, accuracy {_accuracy(want, got):.3f}")


def _shipped_alarm(shipped: Shipped, texts: Sequence[str], urgent: Sequence[bool]) -> list[bool]:
    """The alarm as the handbook sets it: what it calls urgent, by the map. No threshold is looked for here."""
    also = {topic for topics in MAP["urgent"]["also"].values() for topic in topics}
    calls = []
    for text in texts:
        found = recognise(shipped.book, text, shipped.model)
        calls.append(found.urgency in MAP["urgent"]["urgencies"] or (found.urgency == "u1" and found.topic in also))
    recall, precision = _caught(calls, urgent)
    return [
        tell("recognise", "shipped_urgent_recall", round(recall, 3)),
        tell("recognise", "shipped_urgent_precision", round(precision, 3)),
    ]


def _trained(shipped: Shipped, rows: Sequence[dict[str, str]], wider: Sequence[dict[str, str]]) -> list[bool]:
    tasks = list(_tasks(rows, wider))
    with tempfile.TemporaryDirectory(prefix="guanjia-bench-", dir="/var/tmp") as folder:
        base = _baseline(Path(folder), tasks)
    told = []
    for (name, texts, labels), there in zip(tasks, base, strict=True):
        ours = _folds(shipped, texts, labels, there["folds"])
        told += _compare(name, labels, ours, there)
    return told


def _head(row: dict[str, str]) -> str:
    return f"{row['title']}。{row['text'][:HEAD]}"


INPUTS: dict[str, Callable[[dict[str, str]], str]] = {
    "title": lambda row: row["title"],
    "head": _head,
    "text": lambda row: f"{row['title']}。{row['text']}",
}


def _tasks(rows: Sequence[dict[str, str]], wider: Sequence[dict[str, str]]) -> Any:
    for field in ("topic", "class", "urgency"):
        often = Counter(row[field] for row in rows)
        kept = [row for row in rows if often[row[field]] >= LEAST and row[field] != "praise"]
        for name, read in INPUTS.items():
            yield f"{field}_{name}", [read(row) for row in kept], [row[field] for row in kept]
    for name in ("title", "text"):
        yield f"label_{name}", [INPUTS[name](row) for row in wider], [row["label"] for row in wider]


def _baseline(folder: Path, tasks: Sequence[Any]) -> list[dict[str, Any]]:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run(
        [str(folder / "bin" / "pip"), "install", "-q", "scikit-learn>=1.9,<2"], check=True, stderr=subprocess.DEVNULL
    )
    given = json.dumps([{"texts": texts, "labels": labels} for _, texts, labels in tasks])
    ran = subprocess.run(
        [str(folder / "bin" / "python"), "-c", BASELINE], input=given, capture_output=True, text=True, check=True
    )
    return list(json.loads(ran.stdout))


def _folds(
    shipped: Shipped, texts: Sequence[str], labels: Sequence[str], folds: Sequence[Sequence[int]]
) -> dict[str, Any]:
    """Our answers with their chance, whether each is above the cut chosen inside, and the alarm."""
    names = sorted(set(labels))
    wanted = np.eye(len(names))[[names.index(one) for one in labels]]
    sights = [_sight(shipped, text) for text in texts]
    answers, chances, inside, alarms = [""] * len(texts), [0.0] * len(texts), [False] * len(texts), [False] * len(texts)
    for test in folds:
        train = sorted(set(range(len(texts))) - set(test))
        made = fit([sights[at] for at in train], wanted[train], TRAINED)
        lift = _balance(made.unseen, wanted[train]) if len(names) == 2 else 0.0
        shift = np.array([0.0, lift]) if len(names) == 2 else np.zeros(len(names))
        known = made.unseen + shift
        right = (known.argmax(axis=1) == wanted[train].argmax(axis=1)).astype(float)
        sure = logistic(clearness(known), right)
        cut = cut_for(curve(clearness(known), sure), right, 0.95)
        alarm = np.quantile(made.unseen[wanted[train][:, -1] == 1, -1], 1 - ALARM_RECALL)
        for at in test:
            scores = made.layer.scores(sights[at])
            answers[at] = names[int((scores + shift).argmax())]
            chances[at] = float(curve(clearness((scores + shift)[None, :]), sure)[0])
            inside[at], alarms[at] = chances[at] >= cut, scores[-1] >= alarm
    return {"answers": answers, "chances": chances, "inside": inside, "alarms": alarms}


def _sight(shipped: Shipped, text: str) -> Sight:
    """What the trained model sees: the signs, and what the shipped one makes of the first sentence and of all."""
    parts = [*shipped.scores(first_sentence(text)), *shipped.scores(text[: HEAD * 2])]
    return Sight(signs_of(text), np.concatenate(parts), np.zeros(1))


def _balance(unseen: Any, wanted: Any) -> float:
    """Of two labels, what the rarer one is lifted by so that both are found: chosen on texts left out."""
    lead = unseen[:, 1] - unseen[:, 0]
    lifts = np.quantile(-lead, np.linspace(0.01, 0.5, 50))
    want = [str(one) for one in wanted[:, 1]]
    return float(max(lifts, key=lambda lift: _f1(want, [str(float(one)) for one in (lead + lift > 0)])))


def _compare(name: str, labels: Sequence[str], ours: dict[str, Any], there: dict[str, Any]) -> list[bool]:
    f1, base = _f1(labels, ours["answers"]), _f1(labels, there["answers"])
    cover, cover_base = (_coverage(labels, one["answers"], one["chances"]) for one in (ours, there))
    accepted = [at for at, one in enumerate(ours["inside"]) if one]
    right = sum(ours["answers"][at] == labels[at] for at in accepted) / max(len(accepted), 1)
    _say(
        f"trained.{name}",
        f"macro-F1 {f1:.3f} {_interval(labels, ours['answers'])} against {base:.3f}; "
        f"accuracy {_accuracy(labels, ours['answers']):.3f} against {_accuracy(labels, there['answers']):.3f}; "
        f"coverage {cover:.0%} against {cover_base:.0%}; "
        f"coverage_inside {len(accepted) / len(labels):.0%}, {right:.1%} right; "
        f"the baseline takes {there['us']:.0f} µs one at a time",
    )
    told = [tell("recognise", f"{name}_ahead", round(f1 - base, 3))]
    if name == "topic_head":
        told += [tell("recognise", "topic_f1", round(f1, 3)), tell("recognise", "topic_coverage", round(cover, 3))]
    if name == "urgency_head":
        recall, precision = _caught(ours["alarms"], [one == "urgent" for one in labels])
        told += [tell("recognise", "urgent_recall", round(recall, 3))]
        told += [tell("recognise", "urgent_precision", round(precision, 3))]
    return told


def _f1(want: Sequence[str], got: Sequence[str]) -> float:
    kinds = sorted(set(want))
    both = Counter(one for one, other in zip(want, got, strict=True) if one == other)
    wanted, given = Counter(want), Counter(got)
    return sum(2 * both[kind] / (wanted[kind] + given[kind]) for kind in kinds) / len(kinds)


def _accuracy(want: Sequence[str], got: Sequence[str]) -> float:
    return sum(one == other for one, other in zip(want, got, strict=True)) / len(want)


def _interval(want: Sequence[str], got: Sequence[str]) -> str:
    draw = np.random.default_rng(0)
    found = []
    for _ in range(1000):
        drawn = draw.integers(0, len(want), len(want))
        found.append(_f1([want[at] for at in drawn], [got[at] for at in drawn]))
    low, high = np.quantile(found, [0.025, 0.975])
    return f"[{low:.3f}, {high:.3f}]"


def _coverage(want: Sequence[str], got: Sequence[str], chances: Sequence[float]) -> float:
    right = np.array([one == other for one, other in zip(want, got, strict=True)], dtype=float)
    cut = cut_for(np.array(chances), right, 0.95)
    return sum(one >= cut for one in chances) / len(want)


def _caught(calls: Sequence[bool], urgent: Sequence[bool]) -> tuple[float, float]:
    both = sum(one and other for one, other in zip(calls, urgent, strict=True))
    return both / max(sum(urgent), 1), both / max(sum(calls), 1)


def _say(name: str, text: str) -> None:
    sys.stdout.write(f"# recognise.{name} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
