"""Writes packages/data/test/fixtures/bpe.json: merges that Hugging Face's tokenizers (0.23.3) learns, and GPT-2's ids of
difficult strings.

    python3 tools/reference/tokenizers_bpe.py <folder with tinyshakespeare.txt, wikipedia/ and gpt2/>

Of each training: the sha256 of its merges, each written as "first second\\n" in the byte-level alphabet, and for the smallest
vocabulary the merges themselves. A line as a sequence is what Tokenizer.train makes of files, a document what
Tokenizer.train_from_iterator makes of one text.
"""

import bz2
import hashlib
import json
import pathlib
import sys
import tempfile

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

here = pathlib.Path(__file__).resolve().parent
data = pathlib.Path(sys.argv[1])
GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
byte_level = pre_tokenizers.ByteLevel


def new(pattern, model=None):
    tokenizer = Tokenizer(model or models.BPE())
    if pattern == "gpt2":
        tokenizer.pre_tokenizer = byte_level(add_prefix_space=False)
    else:
        split = pre_tokenizers.Split(Regex(GPT4), behavior="isolated")
        whole = byte_level(add_prefix_space=False, use_regex=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, whole])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def merges_of(path, pattern, sequence, vocab_size):
    tokenizer = new(pattern)
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, initial_alphabet=byte_level.alphabet(), show_progress=False
    )
    if sequence == "line":
        tokenizer.train([str(path)], trainer)
    else:
        tokenizer.train_from_iterator([path.read_text(encoding="utf8")], trainer)
    return [" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]


folder = pathlib.Path(tempfile.mkdtemp())
wikipedia = folder / "wikipedia.xml"
dump = data / "wikipedia" / "enwiki-pages-articles-shortened.xml.bz2"
wikipedia.write_bytes(bz2.decompress(dump.read_bytes()))
trainings = []
for corpus, path in [("tinyshakespeare", data / "tinyshakespeare.txt"), ("wikipedia", wikipedia)]:
    for pattern in ["gpt2", "gpt4"]:
        for sequence in ["line", "document"]:
            for vocab_size in [512, 4096, 16384]:
                merges = merges_of(path, pattern, sequence, vocab_size)
                text = "".join(f"{merge}\n" for merge in merges)
                one = dict(corpus=corpus, pattern=pattern, sequence=sequence, vocabSize=vocab_size)
                one["sha256"] = hashlib.sha256(text.encode()).hexdigest()
                if vocab_size == 512 and sequence == "line":
                    one["merges"] = merges
                trainings.append(one)

texts = [
    "", " ", "  a", "a  b", "a \n b\n\n\nc", "\t\ttabs", "I'm we'll they'RE can't", "1234567 12 3,000.5",
    "naïve café e\u0301", "日本語のテキスト。中文", "한국어 텍스트", "עברית العربية", "हिन्दी में", "🙂👩‍👩‍👧‍👦🏳️‍🌈",
    "!!!???...", "x=1;y+=2\r\nz", "<|endoftext", "\u00a0nbsp\u2003em", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "a" * 300, "Ǆǅǆ ﬁ ½ ² ⅷ", "\u0000\u0001\u007f",
    "''s 't'd", "  leading and trailing  ", "mixed123abc456", "\ufffd\ue000\U0010ffff",
]  # fmt: skip
gpt2 = new("gpt2", models.BPE.from_file(str(data / "gpt2" / "vocab.json"), str(data / "gpt2" / "merges.txt")))
encodings = [{"text": text, "ids": gpt2.encode(text).ids} for text in texts]
fixture = here.parent.parent / "packages" / "data" / "test" / "fixtures" / "bpe.json"
fixture.parent.mkdir(exist_ok=True)
fixture.write_text(json.dumps({"trainings": trainings, "encodings": encodings}, indent=1) + "\n")
