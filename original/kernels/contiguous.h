// An input of a kernel as contiguous memory: itself if it is so already, or else a copy. Let go of in every way out.

struct Contiguous {
    PyArrayObject* array;  // null, with Python's error set, if there is no memory for it
    explicit Contiguous(PyArrayObject* given) : array(PyArray_GETCONTIGUOUS(given)) {}
    ~Contiguous() { Py_XDECREF(array); }

  private:
    Contiguous(const Contiguous&);
    Contiguous& operator=(const Contiguous&);
};

