"""Leads leave Prism: one table of columns (columns), its rows in order (rows), and a writer for each form.

A door says which leads and columns (order), hands in whose contacts may be given away, and gets pieces of a file, or a
job whose file a worker makes (jobs). Every export is on record.
"""
