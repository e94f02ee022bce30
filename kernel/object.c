/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of all object types, and what every type does alike: find the method of a label, copy,
 * restrict, badge and finalise a capability through its type's hooks.
 */
#include "object.h"

static const struct object_ops *const object_ops[CAP_TYPE_COUNT] = {
#define CAP(NAME, stem, tag) [CAP_##NAME] = &stem##_ops,
#include "caps.def"
#undef CAP
};

static const uint8_t object_tags[CAP_TYPE_COUNT] = {
#define CAP(NAME, stem, tag) [CAP_##NAME] = (tag),
#include "caps.def"
#undef CAP
};

const struct object_ops *object_ops_of(struct cap cap)
{
    return object_ops[cap_type(cap)];
}

unsigned object_tag(struct cap cap)
{
    return object_tags[cap_type(cap)];
}

/* Tables are in the order of labels, mostly without gaps: most methods are where they belong. */
static const struct method *method_find(const struct method *methods, unsigned count, word_t label)
{
    word_t place = label - methods->label;

    if (place < count && methods[place].label == label) {
        return &methods[place];
    }
    for (const struct method *m = methods; m < methods + count; m++) {
        if (m->label == label) {
            return m;
        }
    }
    return NULL;
}

enum status object_invoke(struct invocation *inv)
{
    const struct object_ops *ops = object_ops_of(inv->slot->cap);
    const struct method *m;

    if (ops->invoke) {
        return ops->invoke(inv);
    }
    m = method_find(ops->methods, ops->method_count, inv->label);
    if (!m && ops->more_methods) {
        m = method_find(ops->more_methods, *ops->more_method_count, inv->label);
    }
    if (!m) {
        return err_illegal(inv);
    }
    if (inv->argc < m->args || inv->capc < m->caps) {
        return err_truncated(inv);
    }
    return m->run(inv);
}

enum status cap_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    const struct object_ops *ops = object_ops_of(*cap);

    return ops->derive ? ops->derive(slot, cap, error) : OK;
}

struct cap cap_update(struct cap cap, bool preserve, word_t data)
{
    const struct object_ops *ops = object_ops_of(cap);

    return ops->update ? ops->update(cap, preserve, data) : cap;
}

struct cap cap_mask(struct cap cap, unsigned rights)
{
    const struct object_ops *ops = object_ops_of(cap);

    return ops->mask ? ops->mask(cap, rights) : cap;
}

struct cap cap_finalise(struct cap cap, bool last)
{
    const struct object_ops *ops = object_ops_of(cap);

    return ops->finalise ? ops->finalise(cap, last) : cap_null();
}
