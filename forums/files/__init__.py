"""Files of posts: pictures and PDFs, freed of everything but what is seen.

attachments tells by the content what a file is, and has it written anew by pictures or
documents (→ jpegs, inside PDFs); unfit says why one is refused. keeping stores what is clean.
"""
