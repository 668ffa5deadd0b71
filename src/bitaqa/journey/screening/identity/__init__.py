"""Somebody without any paper says they are in the register (F3.4): who they are is found, asked, witnessed, decided.

`ranking.py` finds and ranks persons by fingers and facts; `facts.py` reads what only they should know; `questions.py`
asks and judges, pure; `proof.py` says what is enough, pure; `acts.py` are the acts, each by a named person. The
decision itself is the bench's (`actions.py`): two people, and never a new identity.
"""
