// OpenBLAS hands over its parallel parts here, as `numjobs` pieces of work, and OpenMP's threads do them.

#include <cstddef>

typedef void (*Job)(int number, void* description, int argument);

extern "C" void run(int wait, Job job, int numjobs, size_t size, void* descriptions, int argument) {
    (void)wait;  // the loop below always waits for its pieces
#pragma omp parallel for schedule(static, 1) num_threads(numjobs)
    for (int i = 0; i < numjobs; i++) job(i, (char*)descriptions + i * size, argument);
}
