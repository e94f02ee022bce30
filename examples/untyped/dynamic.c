/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes kernel objects at run time: a thread with a scheduling context, an endpoint to call it by,
 * a notification.  Then takes everything back at once and starts over in the same memory.
 *
 * The description gives the domain untyped memory, free slots with the CNode they are in, and
 * capabilities to its own CSpace and TCB.  All calls are the kernel's own.
 */
#include <microkit.h>
#include <sel4/sel4.h>

#define ROUNDS       100
#define STACK_WORDS  512
#define BUDGET_US    10000
#define CONTEXT_BITS 8

/* Slots, counted from the first free one. */
enum slot { ENDPOINT, NOTIFICATION, REPLY, CONTEXT, THREAD, SERVER_END, SLOTS_USED };

seL4_CPtr memory;
seL4_CPtr first_slot;
seL4_CPtr slots_cnode;
seL4_Word slot_count;
seL4_CPtr own_cspace;
seL4_CPtr own_tcb;
seL4_CPtr sched_control;

static seL4_Word stack[STACK_WORDS] __attribute__((aligned(16)));

static seL4_CPtr cptr(enum slot slot)
{
    return first_slot + slot;
}

static seL4_Word slot_depth(void)
{
    return (seL4_Word)__builtin_ctzl(slot_count);
}

static void print_number(const char *before, seL4_Word number, const char *after)
{
    microkit_dbg_puts(before);
    microkit_dbg_put32((seL4_Uint32)number);
    microkit_dbg_puts(after);
}

static void require(int error, const char *what)
{
    if (error != seL4_NoError) {
        microkit_dbg_puts("dynamic: WRONG, ");
        microkit_dbg_puts(what);
        print_number(": error ", (seL4_Word)error, "\n");
        microkit_internal_crash((seL4_Error)error);
    }
}

static seL4_Error make(seL4_Word type, seL4_Word size_bits, enum slot slot)
{
    return (seL4_Error)seL4_Untyped_Retype(memory, type, size_bits, slots_cnode, 0, 0, slot, 1);
}

/* The thread: a server that adds one, until it is told 0.  It has no IPC buffer, so its messages
 * are what fits into registers. */
static void serve(void)
{
    seL4_Word badge;
    seL4_Word number = 0;
    seL4_RecvWithMRs(cptr(ENDPOINT), &badge, cptr(REPLY), &number, 0, 0, 0);
    for (;;) {
        number++;
        if (number == 1) {
            seL4_Signal(cptr(NOTIFICATION));
        }
        seL4_ReplyRecvWithMRs(cptr(ENDPOINT), seL4_MessageInfo_new(0, 0, 0, 1), &badge, &number, 0,
                              0, 0, cptr(REPLY));
    }
}

static void make_objects(void)
{
    require(make(seL4_EndpointObject, 0, ENDPOINT), "no endpoint");
    require(make(seL4_NotificationObject, 0, NOTIFICATION), "no notification");
    require(make(seL4_ReplyObject, 0, REPLY), "no reply object");
    require(make(seL4_SchedContextObject, CONTEXT_BITS, CONTEXT), "no scheduling context");
    require(make(seL4_TCBObject, 0, THREAD), "no TCB");
    require(seL4_CNode_Mint(slots_cnode, SERVER_END, (seL4_Uint8)slot_depth(), slots_cnode,
                            ENDPOINT, (seL4_Uint8)slot_depth(), seL4_CapRights_new(1, 0, 0, 1), 7),
            "no badged endpoint");
}

static void start_thread(void)
{
    seL4_UserContext context = { .pc = (seL4_Word)serve, .sp = (seL4_Word)(stack + STACK_WORDS) };

    require(seL4_TCB_Configure(cptr(THREAD), own_cspace, 0, VSPACE_CAP, 0, 0, seL4_CapNull),
            "configure");
    require(seL4_SchedControl_ConfigureFlags(sched_control, cptr(CONTEXT), BUDGET_US, BUDGET_US, 0,
                                             0, 0),
            "budget");
    require(seL4_TCB_SetSchedParams(cptr(THREAD), own_tcb, 100, 100, cptr(CONTEXT), seL4_CapNull),
            "scheduling parameters");
    require(seL4_TCB_WriteRegisters(cptr(THREAD), 1, 0, sizeof context / sizeof(seL4_Word),
                                    &context),
            "registers");
}

static seL4_Word ask(seL4_Word number)
{
    seL4_CallWithMRs(cptr(SERVER_END), seL4_MessageInfo_new(0, 0, 0, 1), &number, 0, 0, 0);
    return number;
}

static void use_objects(seL4_Bool aloud)
{
    seL4_Word answer = ask(41);
    seL4_Word badge;
    if (answer != 42) {
        print_number("dynamic: WRONG answer ", answer, "\n");
    } else if (aloud) {
        print_number("dynamic: the new thread answers ", answer, "\n");
    }
    ask(0);
    seL4_Wait(cptr(NOTIFICATION), &badge);
    if (aloud) {
        microkit_dbg_puts("dynamic: the new notification was signalled\n");
    }
}

/* Everything made of the untyped memory ceases to exist. */
static void revoke(void)
{
    require(seL4_CNode_Revoke(own_cspace, memory, seL4_WordBits), "revoke");
    for (enum slot slot = ENDPOINT; slot < SLOTS_USED; slot++) {
        seL4_Error error = (seL4_Error)seL4_CNode_Copy(
            slots_cnode, slot_count - 1, (seL4_Uint8)slot_depth(), slots_cnode, slot,
            (seL4_Uint8)slot_depth(), seL4_AllRights);
        if (error != seL4_FailedLookup) {
            print_number("dynamic: WRONG, there is still something in slot ", slot, "\n");
        }
    }
}

static void use_up(void)
{
    unsigned made = 0;
    seL4_Error error = seL4_NoError;
    while (error == seL4_NoError && made < slot_count) {
        error = make(seL4_UntypedObject, 14, made);
        made += error == seL4_NoError;
    }
    print_number("dynamic: 64 KiB are ", made, " pieces of 16 KiB");
    microkit_dbg_puts(error == seL4_NotEnoughMemory ? ", and no more\n" : ", WRONG error\n");
    revoke();
}

void init(void)
{
    print_number("dynamic: ", slot_count, " free slots\n");
    for (unsigned round = 0; round < ROUNDS; round++) {
        make_objects();
        start_thread();
        use_objects(round == 0);
        revoke();
    }
    print_number("dynamic: made and revoked everything ", ROUNDS, " times\n");
    use_up();
    memory++;
    use_up();
}

void notified(microkit_channel channel)
{
    (void)channel;
}
