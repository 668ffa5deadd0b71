"""Finding a person among millions by their fingers: a filter over cylinder bits, then a careful comparison of a few.

`vocabulary.py` sorts cylinders into lists of alike ones; `segment.py` keeps the lists of many persons in files that are
read where they lie (memory-mapped); `shard.py` is a growing set of such segments that survives a crash at any moment;
`scan.py` is the inner loop; `searching.py` fuses fingers, reranks the best 200 and answers; `identifying.py` spends on
a search what the size of the gallery deserves, which is how applications are screened. A register is cut into shards by
person (`shard_of`), each searched by its own process or machine, and their answers merged.

Templates never leave through here: a search answers person ids and scores.
"""
