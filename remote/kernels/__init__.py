"""The kernels: text to sentences, sentences to tokens, tokens to tags, tags to chunks. Pure, no input or output."""
