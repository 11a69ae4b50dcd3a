"""Programs that do the work of ``nlpmap tag`` with NLTK, fastNLTK, spaCy and UDPipe: files in, ``word/TAG`` out."""

NLTK_SCRIPT = """
import sys, nltk
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8").read()
    for sentence in nltk.sent_tokenize(text):
        tagged = nltk.pos_tag(nltk.word_tokenize(sentence, preserve_line=True))
        sys.stdout.write(" ".join(f"{form}/{tag}" for form, tag in tagged) + "\\n")
    sys.stdout.write("\\n")
"""
SPACY_SCRIPT = """
import sys, spacy
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
tagger = nlp.add_pipe("tagger")
for number in range(50):
    tagger.add_label(f"T{number}")
nlp.initialize()
texts = (open(name, encoding="utf-8").read() for name in sys.argv[2:])
for document in nlp.pipe(texts, n_process=int(sys.argv[1]), batch_size=16):
    for sentence in document.sents:
        sys.stdout.write(" ".join(f"{token.text}/{token.tag_}" for token in sentence) + "\\n")
    sys.stdout.write("\\n")
"""
FASTNLTK_SCRIPT = """
import sys, fastnltk
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8").read()
    sentences = [fastnltk.word_tokenize(sentence, preserve_line=True) for sentence in fastnltk.sent_tokenize(text)]
    for tagged in fastnltk.pos_tag_sents(sentences):
        sys.stdout.write(" ".join(f"{form}/{tag}" for form, tag in tagged) + "\\n")
    sys.stdout.write("\\n")
"""
UDPIPE_SCRIPT = """
import sys
from ufal.udpipe import Model, ProcessingError, Sentence
model = Model.load(sys.argv[1])
for name in sys.argv[2:]:
    tokenizer = model.newTokenizer("")
    tokenizer.setText(open(name, encoding="utf-8").read())
    sentence, error = Sentence(), ProcessingError()
    while tokenizer.nextSentence(sentence, error):
        model.tag(sentence, model.DEFAULT)
        sys.stdout.write(" ".join(f"{word.form}/{word.xpostag}" for word in list(sentence.words)[1:]) + "\\n")
        sentence = Sentence()
    sys.stdout.write("\\n")
"""
