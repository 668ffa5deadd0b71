"""The pool of one issuing centre: a worker process that makes the cards of its centre's batches, heard or unheard."""
