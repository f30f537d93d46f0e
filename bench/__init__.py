"""The workloads of the product, each beside its limit measured in the same run; `python -m bench --help`."""
