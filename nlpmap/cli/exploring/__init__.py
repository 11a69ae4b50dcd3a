"""What the commands that explore share: how a corpus is opened, and how an answer is shown or written."""
