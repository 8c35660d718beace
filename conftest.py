"""One BLAS thread also where pytest is called alone; kernels of nbval inherit it."""

from course import one_blas_thread

one_blas_thread()
