"""Fictional data for trying FAM out: a team, its story 2014-2018, and as many more families as wanted.

Everything is made from a fixed seed: the same number of families gives the same content. Names are invented from
nature words, telephone numbers come from the ranges kept free for film and theatre. Nothing here is used by the
real program.
"""
