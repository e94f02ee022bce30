/* SPDX-License-Identifier: BSD-2-Clause */
/* Collecting, sorting and printing samples; see samples.h. */
#include "samples.h"
#include "console.h"
#include "objects.h"

static seL4_Word samples[MAX_SAMPLES];
static seL4_Word sample_count;

seL4_Word instructions_between(seL4_Word from, seL4_Word to)
{
    seL4_Word instructions = (to - from) * BENCH_COUNTER_STEP;

    return instructions >= STAMP_OVERHEAD ? instructions - STAMP_OVERHEAD : 0;
}

void sample_add(seL4_Word instructions)
{
    if (sample_count == MAX_SAMPLES) {
        fatal("too many samples", sample_count);
    }
    samples[sample_count++] = instructions;
}

static void sort_samples(void)
{
    for (seL4_Word i = 1; i < sample_count; i++) {
        seL4_Word value = samples[i];
        seL4_Word place = i;

        while (place > 0 && samples[place - 1] > value) {
            samples[place] = samples[place - 1];
            place--;
        }
        samples[place] = value;
    }
}

void samples_report(const char *name)
{
    seL4_Word sum = 0;

    if (sample_count == 0) {
        fatal("a row without samples", 0);
    }
    sort_samples();
    for (seL4_Word i = 0; i < sample_count; i++) {
        sum += samples[i];
    }
    print("row %s %u %u %u %u %u\n", name, sample_count, samples[0], samples[sample_count / 2],
          samples[sample_count - 1], sum);
    sample_count = 0;
}
