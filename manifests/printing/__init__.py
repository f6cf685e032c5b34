"""Many documents at one go: what each is drawn from is read set by set, processes draw, and a file is bound of it all.

A part at a time is drawn and kept, so that progress can be told, a run can be cancelled, and a killed worker's work be
taken up where it stopped. The actions (`request_print`, `carry_out_print`, `cancel_print`) are the way in.
"""
