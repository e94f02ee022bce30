/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability addresses, message words, and the answers to invocations. */
#include "model.h"

/* The highest `count` of the lowest `depth` bits of a word. */
static word_t top_bits(word_t word, unsigned depth, unsigned count)
{
    return count == 0 ? 0 : word >> (depth - count) & (count == 64 ? ~(word_t)0 : word_mask(count));
}

/* With `exact` all bits have to be used, and an empty root is an error of its own. */
struct m_found m_resolve(const struct m_cap *root, word_t address, unsigned depth, bool exact)
{
    unsigned left = depth;
    struct m_cap **slot;

    if (!root || root->type != CAP_CNODE) {
        return (struct m_found){ .failure = { .type = seL4_InvalidRoot } };
    }
    do {
        unsigned radix = root->object->radix;

        if (root->guard_bits > left || top_bits(address, left, root->guard_bits) != root->guard) {
            return (struct m_found){ .failure = { .type = seL4_GuardMismatch,
                                                  .bits_left = left,
                                                  .guard_found = root->guard,
                                                  .bits_found = root->guard_bits } };
        }
        if (root->guard_bits + radix > left) {
            return (struct m_found){ .failure = { .type = seL4_DepthMismatch,
                                                  .bits_left = left,
                                                  .bits_found = root->guard_bits + radix } };
        }
        left -= root->guard_bits;
        slot = &root->object->slot[top_bits(address, left, radix)];
        left -= radix;
        root = *slot;
    } while (left > 0 && root && root->type == CAP_CNODE);
    if (exact && left > 0) {
        return (struct m_found){ .failure = { .type = seL4_DepthMismatch, .bits_left = left } };
    }
    return (struct m_found){ .slot = slot };
}

struct m_found m_resolve_cptr(struct m_object *thread, word_t cptr)
{
    return m_resolve(thread->t.slot[M_CSPACE], cptr, 64, false);
}

unsigned m_failure_words(const struct m_lookup_failure *f, word_t *words)
{
    words[0] = f->type;
    words[1] = f->bits_left;
    words[2] = f->type == seL4_GuardMismatch ? f->guard_found : f->bits_found;
    words[3] = f->bits_found;
    return f->type; /* the types are numbered by how many words belong to them */
}

/* The thread's IPC buffer, or NULL. */
word_t *m_buffer(struct m_object *thread, bool write)
{
    struct m_cap *frame = thread->t.slot[M_BUFFER];

    if (!frame || frame->type != CAP_FRAME || frame->object->device) {
        return NULL;
    }
    if (frame->frame_rights == M_READ_WRITE || (!write && frame->frame_rights == M_READ_ONLY)) {
        return &frame->object->memory[(thread->t.buffer_address & 4095) / sizeof(word_t)];
    }
    return NULL;
}

void m_error(struct m_call *c, unsigned code)
{
    c->error = code;
    c->results = 0;
}

void m_error_1(struct m_call *c, unsigned code, word_t a)
{
    m_error(c, code);
    c->results = 1;
    c->result[0] = a;
}

void m_error_2(struct m_call *c, unsigned code, word_t a, word_t b)
{
    m_error_1(c, code, a);
    c->results = 2;
    c->result[1] = b;
}

void m_error_lookup(struct m_call *c, bool source, struct m_lookup_failure f)
{
    m_error_1(c, seL4_FailedLookup, source);
    c->results = 1 + m_failure_words(&f, &c->result[1]);
}

struct m_cap **m_lookup(struct m_call *c, bool source, struct m_cap *root, word_t index,
                        word_t depth)
{
    struct m_found found;

    if (!root || root->type != CAP_CNODE) {
        m_error_lookup(c, source, (struct m_lookup_failure){ .type = seL4_InvalidRoot });
        return NULL;
    }
    if (depth < 1 || depth > 64) {
        m_error_2(c, seL4_RangeError, 1, 64);
        return NULL;
    }
    found = m_resolve(root, index, (unsigned)depth, true);
    if (!found.slot) {
        m_error_lookup(c, source, found.failure);
    }
    return found.slot;
}

bool m_set_message(struct m_object *thread, unsigned i, word_t value)
{
    word_t *buffer = m_buffer(thread, true);

    if (i < 4) {
        thread->t.regs.x[2 + i] = value;
    } else if (buffer && i < 120) {
        buffer[1 + i] = value;
    } else {
        return false;
    }
    return true;
}

word_t m_message(struct m_object *thread, unsigned i)
{
    return i < 4 ? thread->t.regs.x[2 + i] : m_buffer(thread, false)[1 + i];
}

void m_set_info(struct m_object *thread, word_t label, unsigned length, unsigned caps,
                unsigned unwrapped)
{
    thread->t.regs.x[1] = label << 12 | (word_t)unwrapped << 9 | (word_t)caps << 7 | length;
}
