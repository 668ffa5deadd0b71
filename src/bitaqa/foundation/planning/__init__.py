"""Planning of campaigns: where each vehicle is on each day, so that people are enrolled and get their cards in time.

Pure arithmetic over one `Instance` (places, demand, vehicles, roads, days). Four parts share it and nothing else:

* plans are made by hand, by `paper`, by `greedy` and by `search`;
* `account` says what any plan does, person by person and visit by visit, and what that is worth;
* `check` adds everything up again in its own way and refuses what cannot be done;
* `bound` proves what no plan can exceed.

Refuses to know names, dates of the calendar or words: the room gives indices a meaning.
"""
