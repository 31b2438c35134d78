"""The Python package against the program: the same digits, the same words of faults, nothing kept too long or too short."""

import concurrent.futures
import csv
import gc
import json
import os
import pathlib
import subprocess
import unittest
import wave

import numpy as np
import pandas
import serhost

RUN = pathlib.Path("runs/quickstart")


def sound(seconds: float, rate: int = 16000, channels: int = 1, seed: int = 1) -> np.ndarray:
    """Whole numbers, as a WAV file holds them."""
    noise = np.random.default_rng(seed).normal(0, 2000, (int(seconds * rate), channels)).cumsum(0) % 20000 - 10000
    return noise.astype(np.int16) if channels > 1 else noise[:, 0].astype(np.int16)


def write(file: str, samples: np.ndarray, rate: int = 16000) -> str:
    with wave.open(file, "wb") as opened:
        opened.setparams((1 if samples.ndim == 1 else samples.shape[1], 2, rate, 0, "NONE", "not compressed"))
        opened.writeframes(samples.astype("<i2").tobytes())
    return file


def program(*words: str) -> list:
    """The lines of JSON that the program prints."""
    done = subprocess.run([serhost.prefix / "bin/serhost", *words, "--quiet"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.model = serhost.Model(RUN, threads=2)

    def test_says_of_an_array_what_the_program_says_of_its_file(self) -> None:
        for name, samples, rate in [("mono", sound(1.5), 16000), ("other rate", sound(1.2, 44100), 44100), ("stereo", sound(1.1, 16000, 2), 16000)]:
            with self.subTest(name):
                said = program("predict", str(RUN), write("clip.wav", samples, rate), "--json")[0]
                heard = self.model.predict(samples, rate)
                self.assertEqual(heard.label, said["predicted"])
                self.assertEqual(heard.scores, said["probabilities"])  # every digit

    def test_one_fold_is_one_model(self) -> None:
        clip = sound(1.3)
        one = serhost.Model(RUN, fold=2, seed=1)
        said = program("predict", str(RUN), write("fold.wav", clip), "--fold", "2", "--seed", "1", "--json")[0]
        self.assertEqual(one.predict(clip, 16000).scores, said["probabilities"])
        self.assertNotEqual(one.predict(clip, 16000), self.model.predict(clip, 16000))
        self.assertIn("fold 2", one.members)

    def test_a_clip_is_the_same_alone_together_and_in_any_thread(self) -> None:
        clips = [sound(0.5 + 0.3 * k, seed=k) for k in range(5)]
        alone = [self.model.predict(clip, 16000) for clip in clips]
        self.assertEqual(self.model.predict_many(clips, 16000), alone)
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            self.assertEqual(list(threads.map(lambda clip: self.model.predict(clip, 16000), clips)), alone)

    def test_floats_of_any_layout_are_the_same_samples(self) -> None:
        whole = sound(1.0)
        floats = whole.astype(np.float32) / 32768
        expected = self.model.predict(whole, 16000)
        for name, other in [("float32", floats), ("float64", floats.astype(np.float64)), ("every second", np.repeat(floats, 2)[::2]),
                            ("one column", floats[:, None]), ("list", floats.tolist())]:
            with self.subTest(name):
                self.assertEqual(self.model.predict(other, 16000), expected)

    def test_what_cannot_be_heard_is_told(self) -> None:
        broken = np.zeros(16000, np.float32)
        broken[7000] = np.nan
        for samples, rate, words in [(broken, 16000, "sample 7000"), (np.zeros(0, np.float32), 16000, "no samples"), (sound(1), 10, "10 Hz"),
                                      (np.stack([sound(1), -sound(1)], 1), 16000, "channels cancel")]:
            with self.subTest(words), self.assertRaises(serhost.Error) as told:
                self.model.predict(samples, rate)
            self.assertIn(words, str(told.exception))
            self.assertEqual(told.exception.status, 65)
        with self.assertRaises(ValueError):
            self.model.predict(np.zeros((2, 3, 4), np.float32), 16000)
        with self.assertRaises(TypeError):
            self.model.predict(np.array(["a"]), 16000)

    def test_faults_have_the_words_and_the_status_of_the_program(self) -> None:
        for path in ["nowhere", "."]:
            done = subprocess.run([serhost.prefix / "bin/serhost", "predict", path, write("x.wav", sound(1))], capture_output=True, text=True, check=False)
            with self.assertRaises(serhost.Error) as told:
                serhost.Model(path)
            self.assertEqual(told.exception.status, done.returncode)
            self.assertIn(str(told.exception).splitlines()[0], done.stderr)
        self.assertNotIn("\x1b", str(serhost.Error("a\x1b[31mb")))

    def test_says_what_it_was_not_trained_for(self) -> None:
        with self.assertLogs("serhost", "WARNING") as said:
            serhost.Model(RUN).predict(sound(2, 8000), 8000)
        self.assertTrue(any("8000 Hz" in line for line in said.output), said.output)

    def test_no_clips_are_no_predictions(self) -> None:
        self.assertEqual(self.model.predict_many([], 16000), [])


class Encoders(unittest.TestCase):
    def test_features_are_those_of_extract(self) -> None:
        clip = sound(1.0)
        subprocess.run([serhost.prefix / "bin/serhost", "extract", "--backbone", "lstm", write("a.wav", clip), "--format", "npy", "--out", "features", "--quiet"],
                       check=True, capture_output=True)
        np.testing.assert_array_equal(serhost.features("lstm", clip, 16000), np.load("features/a.npy"))

    def test_parameters_are_those_of_the_backbone(self) -> None:
        self.assertEqual(serhost.features("lstm", sound(1.0), 16000, width=8, bidirectional=False).shape[1], 8)
        for words, options in [("no_such", {"no_such": 1}), ("--layer 3", {"layer": 3})]:
            with self.assertRaises(serhost.Error) as told:
                serhost.Features("lstm", **options)
            self.assertIn(words, str(told.exception))
        with self.assertRaises(serhost.Error) as told:
            serhost.Features("lstn")
        self.assertIn("lstm", str(told.exception))

    def test_numbers_live_as_long_as_a_view_of_them(self) -> None:
        encoder = serhost.Features("lstm", width=16)
        whole = encoder(sound(1.0), 16000)
        kept, view = whole.copy(), whole[10:]
        del whole, encoder
        gc.collect()
        serhost.features("lstm", sound(2.0), 16000)  # takes memory that was given back
        np.testing.assert_array_equal(view, kept[10:])

    def test_memory_is_given_back(self) -> None:
        encoder = serhost.Features("lstm", width=256)
        clip = sound(20.0)

        def resident() -> int:
            return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

        for _ in range(5):
            encoder(clip, 16000)
        before = resident()
        for _ in range(40):
            encoder(clip, 16000)  # 2000 frames of 512 numbers: 4 MB each
        self.assertLess(resident() - before, 60e6)


class Records(unittest.TestCase):
    def test_read_run_has_the_numbers_of_the_files(self) -> None:
        run = serhost.read_run(RUN)
        self.assertEqual(run.metrics, json.loads((RUN / "run.json").read_text())["summary"])
        with (RUN / "predictions.csv").open(newline="") as opened:
            rows = list(csv.DictReader(opened))
        frame = run.predictions
        self.assertIsInstance(frame, pandas.DataFrame)
        self.assertEqual(list(frame["key"]), [row["key"] for row in rows])
        self.assertEqual(list(frame["p_anger"]), [float(row["p_anger"]) for row in rows])
        self.assertEqual(frame["fold"].dtype, np.int64)
        self.assertEqual(len(run.history), 3 * 2)
        self.assertEqual(sorted(set(run.folds["part"])), ["test", "train", "validation"])

    def test_names_that_look_like_numbers_stay_texts(self) -> None:
        copy = pathlib.Path("copy")
        copy.mkdir(exist_ok=True)
        (copy / "run.json").write_text((RUN / "run.json").read_text())
        (copy / "predictions.csv").write_text("key,speaker,fold,seed,truth,predicted,p_anger\n007,03,1,1,nan,NA,0.5\n")
        row = serhost.read_run(copy).predictions.iloc[0]
        self.assertEqual((row.key, row.speaker, row.truth, row.predicted, row.p_anger), ("007", "03", "nan", "NA", 0.5))
        (copy / "predictions.csv").write_text("key,speaker,fold\na,b\n")
        with self.assertRaisesRegex(serhost.Error, "predictions.csv:2: 2 fields; expected 3"):
            serhost.read_run(copy).predictions

    def test_what_is_no_finished_run_is_told(self) -> None:
        other = pathlib.Path("other")
        other.mkdir(exist_ok=True)
        for text, words in [(None, "holds no run.json"), ("{", "damaged"), ("[]", "not the record"), ('{"schema": "serhost.run/1", "status": "running"}', "running")]:
            if text is not None:
                (other / "run.json").write_text(text)
            with self.subTest(words), self.assertRaisesRegex(serhost.Error, words):
                serhost.read_run(other)


class Runs(unittest.TestCase):
    def test_run_is_the_program(self) -> None:
        experiment = pathlib.Path(os.environ["SERHOST_SOURCE"]) / "experiments/quickstart.toml"
        run = serhost.run(experiment, out="runs/again", threads=2, train__epochs=2, **{"train.max_clips": 96})
        self.assertEqual(run.metrics, serhost.read_run(RUN).metrics)
        own = serhost.run(experiment, threads=2, name="own", train__epochs=1, **{"train.max_clips": 96})
        self.assertEqual(own.path.resolve(), pathlib.Path("runs/own").resolve())

    def test_faults_are_those_of_the_program(self) -> None:
        experiment = pathlib.Path(os.environ["SERHOST_SOURCE"]) / "experiments/quickstart.toml"
        with self.assertRaisesRegex(serhost.Error, "Did you mean 'epochs'") as told:
            serhost.run(experiment, out="runs/wrong", train__epoch=1)
        self.assertEqual(told.exception.status, 78)


if __name__ == "__main__":
    unittest.main()
