"""The second computation of I01-I36: plain Python over lists of records, from the handbook's words alone."""
