"""Trains byte-level BPE with Hugging Face's tokenizers: train.py <text> <vocabSize> <gpt2|gpt4>.

Prints {"seconds", "merges", "version"}: merges as pairs of ids, as ours are.
"""

import json
import sys
import time

import tokenizers
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

path, vocab_size, pattern = sys.argv[1:4]
byte_level = pre_tokenizers.ByteLevel
tokenizer = Tokenizer(models.BPE())
if pattern == "gpt2":
    tokenizer.pre_tokenizer = byte_level(add_prefix_space=False)
else:
    split = pre_tokenizers.Split(Regex(GPT4), behavior="isolated")
    whole = byte_level(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, whole])
trainer = trainers.BpeTrainer(
    vocab_size=int(vocab_size), initial_alphabet=byte_level.alphabet(), show_progress=False
)
start = time.perf_counter()
tokenizer.train([path], trainer)
seconds = time.perf_counter() - start
model = json.loads(tokenizer.to_str())["model"]
ids = model["vocab"]
merges = [[ids[first], ids[second]] for first, second in model["merges"]]
print(json.dumps({"seconds": seconds, "merges": merges, "version": tokenizers.__version__}))
