/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults: the message of each kind word by word, what a reply does, and the handler's badge and
 * rights (RFC 0110).
 */
#include "fault_code.h"
#include "fpu.h"
#include "test.h"

#define GUARD_BITS (64ul - CONFIG_ROOT_CNODE_SIZE_BITS)
#define HANDLER_BADGE 0x42ul

#ifdef CONFIG_DEBUG_BUILD
#define USER_PSTATE 0x40ul
#else
#define USER_PSTATE 0x140ul
#endif

/* Exception syndromes: data and instruction aborts of user level. */
#define DATA_ABORT        0x92000000ul
#define INSTRUCTION_ABORT 0x82000000ul
#define WRITE_BIT         0x40ul
#define TRANSLATION_FAULT(level) (4ul + (level))
#define PERMISSION_FAULT  0xful

/* A thread that faults, its handler's endpoint, and the message. */
struct scene {
    struct thread *thread;
    seL4_CPtr endpoint;
    seL4_CPtr reply;
    seL4_Word badge;
    seL4_MessageInfo_t info;
};

/* Starts a thread whose faults arrive here. */
static struct scene scene_new(thread_function *function, void *arg)
{
    struct scene scene = { .endpoint = endpoint_new(), .reply = reply_new() };
    seL4_CPtr handler = cap_mint(scene.endpoint, seL4_AllRights, HANDLER_BADGE);

    scene.thread = thread_new(HIGH_PRIORITY, function, arg);
    thread_set_fault_handler(scene.thread, handler);
    return scene;
}

static void scene_receive(struct scene *scene)
{
    scene->info = seL4_Recv(scene->endpoint, &scene->badge, scene->reply);
    check_equal(scene->badge, HANDLER_BADGE);
}

static void scene_reply(struct scene *scene, seL4_Word label, seL4_Word length)
{
    seL4_Send(scene->reply, seL4_MessageInfo_new(label, 0, 0, length));
}

/* The message has this label and exactly these words. */
#define expect_fault(scene, label, ...)                                                     \
    check_fault((scene), (label), WORDS(__VA_ARGS__), WORD_COUNT(__VA_ARGS__), __LINE__)

static void check_fault(const struct scene *scene, seL4_Word label, const seL4_Word *words,
                        seL4_Word count, int line)
{
    check_words(scene->info.words[0], seL4_MessageInfo_new(label, 0, 0, count).words[0],
                "message information", __FILE__, line);
    for (seL4_Word i = 0; i < count; i++) {
        check_words(seL4_GetMR((int)i), words[i], "message word", __FILE__, line);
    }
}

static void do_read(struct thread *self)
{
    self->word[1] = fault_read((seL4_Word)self->arg);
    self->word[0] = 1;
}

static void do_write(struct thread *self)
{
    self->word[1] = fault_write((seL4_Word)self->arg, 0x77);
    self->word[0] = 1;
}

static void do_execute(struct thread *self)
{
    self->word[1] = fault_execute((seL4_Word)self->arg);
    self->word[0] = 1;
}

static seL4_CPtr map_test_page(seL4_CapRights_t rights, seL4_ARM_VMAttributes attributes)
{
    seL4_CPtr frame = frame_new();

    succeed(frame_map(frame, VSPACE, TEST_WINDOW, rights, attributes));
    return frame;
}

/* The handler maps the page and replies; the words of the reply do not matter. */
static void vm_read(void)
{
    struct scene scene = scene_new(do_read, (void *)TEST_WINDOW);

    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_VMFault, (seL4_Word)fault_read_instruction, TEST_WINDOW, 0,
                 DATA_ABORT | TRANSLATION_FAULT(2));
    map_test_page(seL4_ReadWrite, seL4_ARM_Default_VMAttributes);
    seL4_SetMR(0, 0x1000);
    scene_reply(&scene, 99, 4);
    check_equal(scene.thread->word[0], 1);
    check_equal(scene.thread->word[1], 0);
    thread_join(scene.thread);
}

static void vm_write(void)
{
    struct scene scene = scene_new(do_write, (void *)(TEST_WINDOW + 8));

    map_test_page(seL4_CanRead, seL4_ARM_Default_VMAttributes);
    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_VMFault, (seL4_Word)fault_write_instruction, TEST_WINDOW + 8, 0,
                 DATA_ABORT | WRITE_BIT | PERMISSION_FAULT);
    /* nothing was repaired: it faults again */
    scene_reply(&scene, 0, 0);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_VMFault, (seL4_Word)fault_write_instruction, TEST_WINDOW + 8, 0,
                 DATA_ABORT | WRITE_BIT | PERMISSION_FAULT);
}

static void vm_kernel_only_page(void)
{
    struct scene scene = scene_new(do_read, (void *)TEST_WINDOW);

    map_test_page(seL4_NoRights, seL4_ARM_Default_VMAttributes);
    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_VMFault, (seL4_Word)fault_read_instruction, TEST_WINDOW, 0,
                 DATA_ABORT | PERMISSION_FAULT);
}

static void vm_execute(void)
{
    struct scene scene = scene_new(do_execute, (void *)TEST_WINDOW);

    map_test_page(seL4_ReadWrite, seL4_ARM_ExecuteNever | seL4_ARM_PageCacheable);
    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_VMFault, TEST_WINDOW, TEST_WINDOW, 1,
                 INSTRUCTION_ABORT | PERMISSION_FAULT);
}

static void vm_execute_unmapped(void)
{
    struct scene scene = scene_new(do_execute, (void *)(TEST_WINDOW + 4));

    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_VMFault, TEST_WINDOW + 4, TEST_WINDOW + 4, 1,
                 INSTRUCTION_ABORT | TRANSLATION_FAULT(2));
}

/* Kernel addresses and addresses beyond both halves are faults like others. */
static void vm_high_addresses(void)
{
    static const seL4_Word addresses[] = { 0xffffff8040000000, 0xfffffffffffffff8,
                                           0x0000800000000000, 0x8000000000000000, 0 };

    for (seL4_Word i = 0; i < sizeof(addresses) / sizeof(addresses)[0]; i++) {
        struct scene scene = scene_new(do_read, (void *)addresses[i]);

        thread_start(scene.thread);
        scene_receive(&scene);
        check_equal(seL4_MessageInfo_get_label(scene.info), seL4_Fault_VMFault);
        check_equal(seL4_GetMR(seL4_VMFault_IP), (seL4_Word)fault_read_instruction);
        check_equal(seL4_GetMR(seL4_VMFault_Addr), addresses[i]);
        check_equal(seL4_GetMR(seL4_VMFault_PrefetchFault), 0);
    }
}

static void do_syscall(struct thread *self)
{
    self->word[1] = fault_syscall(10, 11, 12, (seL4_Word)self->arg);
    self->word[0] = 1;
}

static void expect_unknown_syscall(struct scene *scene, seL4_Word number)
{
    seL4_Word ip = (seL4_Word)fault_syscall_instruction;
    seL4_Word sp;
    seL4_Word spsr;

    scene_receive(scene);
    sp = seL4_GetMR(seL4_UnknownSyscall_SP);
    spsr = seL4_GetMR(seL4_UnknownSyscall_SPSR);
    check(sp < scene->thread->stack_top && sp > scene->thread->stack_top - THREAD_STACK);
    check_equal(spsr & ~0xf0000000ul, USER_PSTATE);
    expect_fault(scene, seL4_Fault_UnknownSyscall, 10, 11, 12, 3, 4, 5, 6, number, ip, sp, ip + 4,
                 spsr, number);
}

static void unknown_syscall(void)
{
    static const seL4_Word numbers[] = { 0, 1, 1234, 0x7fffffffffffffff, -33ul, -34ul,
                                         0x8000000000000000, 0xfffffffful };

    for (seL4_Word i = 0; i < sizeof(numbers) / sizeof(numbers)[0]; i++) {
        struct scene scene = scene_new(do_syscall, (void *)numbers[i]);

        thread_start(scene.thread);
        expect_unknown_syscall(&scene, numbers[i]);
    }
}

/* The emulator's way: a result in x0 and the next instruction. */
static void unknown_syscall_reply(void)
{
    struct scene scene = scene_new(do_syscall, (void *)99);

    thread_start(scene.thread);
    expect_unknown_syscall(&scene, 99);
    seL4_SetMR(seL4_UnknownSyscall_X0, 0xcafe);
    seL4_SetMR(seL4_UnknownSyscall_FaultIP, (seL4_Word)fault_syscall_instruction + 4);
    scene_reply(&scene, 0, 9);
    check_equal(scene.thread->word[0], 1);
    check_equal(scene.thread->word[1], 0xcafe);
    thread_join(scene.thread);
}

/* A reply without words repeats the call; one with a label leaves the thread stopped. */
static void unknown_syscall_restart_and_stop(void)
{
    struct scene scene = scene_new(do_syscall, (void *)98);

    thread_start(scene.thread);
    expect_unknown_syscall(&scene, 98);
    scene_reply(&scene, 0, 0);
    expect_unknown_syscall(&scene, 98);
    for (int i = 0; i < 12; i++) {
        seL4_SetMR(i, 0x100ul + (seL4_Word)i);
    }
    seL4_SetMR(seL4_UnknownSyscall_SPSR, ~0ul);
    scene_reply(&scene, 1, 13);
    check_equal(scene.thread->word[0], 0);
    expect_ok(invoke(scene.thread->tcb, TCBReadRegisters, caps(), 0, 3), 0x108, 0x109,
              0xf0000000 | USER_PSTATE);
    check_equal(invoke(scene.thread->tcb, TCBReadRegisters, caps(), 0, 36).length, 36);
    check_equal(seL4_GetMR(4), 0x101);
    check_equal(seL4_GetMR(10), 0x107);
}

static void do_undefined(struct thread *self)
{
    self->word[1] = fault_undefined();
    self->word[0] = 1;
}

static void user_exception(void)
{
    struct scene scene = scene_new(do_undefined, seL4_Null);
    seL4_Word sp;
    seL4_Word spsr;

    thread_start(scene.thread);
    scene_receive(&scene);
    sp = seL4_GetMR(seL4_UserException_SP);
    spsr = seL4_GetMR(seL4_UserException_SPSR);
    check(sp < scene.thread->stack_top && sp > scene.thread->stack_top - THREAD_STACK);
    check_equal(spsr & ~0xf0000000ul, USER_PSTATE);
    expect_fault(&scene, seL4_Fault_UserException, (seL4_Word)fault_undefined_instruction, sp,
                 spsr, 0x2000000, 0);
    seL4_SetMR(0, (seL4_Word)fault_undefined_instruction + 4);
    scene_reply(&scene, 0, 1);
    check_equal(scene.thread->word[0], 1);
    check_equal(scene.thread->word[1], 1);
    thread_join(scene.thread);
}

static void user_exception_stop(void)
{
    struct scene scene = scene_new(do_undefined, seL4_Null);

    thread_start(scene.thread);
    scene_receive(&scene);
    seL4_SetMR(0, 0x1230);
    seL4_SetMR(1, 0x4560);
    seL4_SetMR(2, 0x800003ff);
    scene_reply(&scene, 5, 5);
    check_equal(scene.thread->word[0], 0);
    expect_ok(invoke(scene.thread->tcb, TCBReadRegisters, caps(), 0, 3), 0x1230, 0x4560,
              0x80000000 | USER_PSTATE);
}

static void do_fpu(struct thread *self)
{
    self->word[1] = fpu_touch();
    self->word[0] = 1;
}

/* The FPU of a thread that may not use it faults until the flag is cleared. */
static void fpu_disabled(void)
{
    struct scene scene = scene_new(do_fpu, seL4_Null);

    expect_ok(invoke(scene.thread->tcb, TCBSetFlags, caps(), 0, 1), 1);
    thread_start(scene.thread);
    scene_receive(&scene);
    check_equal(seL4_MessageInfo_get_label(scene.info), seL4_Fault_UserException);
    check_equal(seL4_MessageInfo_get_length(scene.info), seL4_UserException_Length);
    check_equal(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)fpu_touch_instruction);
    check_equal(seL4_GetMR(seL4_UserException_Number) >> 26, 7);
    check_equal(seL4_GetMR(seL4_UserException_Code), 0);
    expect_ok(invoke(scene.thread->tcb, TCBSetFlags, caps(), 1, 0), 0);
    scene_reply(&scene, 0, 0);
    check_equal(scene.thread->word[0], 1);
    thread_join(scene.thread);
}

static void do_break(struct thread *self)
{
    self->word[1] = fault_break();
    self->word[0] = 1;
}

#ifdef CONFIG_HARDWARE_DEBUG_API
static void check_break(void)
{
    check_equal(seL4_GetMR(seL4_DebugException_FaultIP), (seL4_Word)fault_break_instruction);
    check_equal(seL4_GetMR(seL4_DebugException_ExceptionReason), seL4_SoftwareBreakRequest);
}
#define BREAK_FAULT  seL4_Fault_DebugException
#define BREAK_LENGTH seL4_DebugException_Length
#else
static void check_break(void)
{
    check_equal(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)fault_break_instruction);
    check_equal(seL4_GetMR(seL4_UserException_Number), 0xf2000000);
}
#define BREAK_FAULT  seL4_Fault_UserException
#define BREAK_LENGTH seL4_UserException_Length
#endif

static void break_instruction(void)
{
    struct scene scene = scene_new(do_break, seL4_Null);

    thread_start(scene.thread);
    scene_receive(&scene);
    check_equal(seL4_MessageInfo_get_label(scene.info), BREAK_FAULT);
    check_equal(seL4_MessageInfo_get_length(scene.info), BREAK_LENGTH);
    check_break();
}

/* The system call that a thread for capability faults makes. */
struct bad_call {
    enum seL4_Syscall_ID number;
    seL4_CPtr cap;
    seL4_Word info;
    seL4_CPtr reply;
};

static void do_bad_call(struct thread *self)
{
    const struct bad_call *call = self->arg;
    struct sel4_registers r = { call->cap, call->info, { 0, 0, 0, 0 }, call->reply, 0 };

    for (int i = 0; i < 3; i++) {
        seL4_SetCap(i, self->word[8 + i]);
    }
    sel4_trap(call->number, &r);
    self->word[0] = 1;
}

/* Runs the call and receives the fault; its address is that of an svc instruction. */
static struct scene bad_call_fault(const struct bad_call *call)
{
    struct scene scene = scene_new(do_bad_call, (void *)call);

    thread_start(scene.thread);
    scene_receive(&scene);
    check_equal(*(const seL4_Uint32 *)seL4_GetMR(seL4_CapFault_IP), 0xd4000001);
    return scene;
}

static void cap_fault_on_send(void)
{
    static const enum seL4_Syscall_ID numbers[] = { seL4_SysSend, seL4_SysCall };

    for (int i = 0; i < 2; i++) {
        struct bad_call call = { .number = numbers[i], .cap = 1ul << 63 };
        struct scene scene = bad_call_fault(&call);

        expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), 1ul << 63, 0, seL4_GuardMismatch,
                     64, 0, GUARD_BITS);
    }
}

static void cap_fault_on_receive(void)
{
    static const enum seL4_Syscall_ID numbers[] = { seL4_SysRecv, seL4_SysNBRecv, seL4_SysWait,
                                                    seL4_SysNBWait, seL4_SysReplyRecv,
                                                    seL4_SysNBSendRecv, seL4_SysNBSendWait };
    seL4_CPtr empty = slot_new();

    for (int i = 0; i < 7; i++) {
        struct bad_call call = { .number = numbers[i], .cap = ~0ul };
        struct scene scene = bad_call_fault(&call);

        expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), ~0ul, 1, seL4_GuardMismatch, 64,
                     0, GUARD_BITS);
        call.cap = empty;
        scene_reply(&scene, 0, 0);
        scene_receive(&scene);
        /* the first call is repeated, it is in registers */
        check_equal(seL4_GetMR(seL4_CapFault_Addr), ~0ul);
        scene = bad_call_fault(&call);
        expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), empty, 1, seL4_MissingCapability,
                     0);
        threads_reset();
    }
}

/* Capabilities that exist but cannot be received from. */
static void cap_fault_wrong_source(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    seL4_CPtr bound = notification_new();
    seL4_CPtr bad[] = { cap_mint(endpoint, seL4_NoRead, 0),
                        cap_mint(notification, seL4_NoRead, 0), SELF, ROOT, bound };

    succeed(seL4_TCB_BindNotification(tcb_new(), bound));
    for (int i = 0; i < 5; i++) {
        struct bad_call call = { .number = seL4_SysRecv, .cap = bad[i], .reply = endpoint };
        struct scene scene = bad_call_fault(&call);

        expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), bad[i], 1, seL4_MissingCapability,
                     0);
    }
}

static void cap_fault_wrong_reply(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct bad_call call = { .number = seL4_SysRecv, .cap = endpoint, .reply = SELF };
    struct scene scene = bad_call_fault(&call);

    expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), SELF, 1, seL4_MissingCapability, 0);
    call.reply = ~0ul;
    scene = bad_call_fault(&call);
    expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), ~0ul, 1, seL4_GuardMismatch, 64, 0,
                 GUARD_BITS);
    call.number = seL4_SysNBRecv;
    call.reply = seL4_CapNull;
    scene = bad_call_fault(&call);
    expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), seL4_CapNull, 1,
                 seL4_MissingCapability, 0);
}

/* An extra capability that cannot be resolved. */
static void cap_fault_extra(void)
{
    struct bad_call call = { .number = seL4_SysSend, .cap = arena(),
                             .info = seL4_MessageInfo_new(1, 0, 2, 0).words[0] };
    struct scene scene = scene_new(do_bad_call, &call);

    scene.thread->word[8] = SELF;
    scene.thread->word[9] = 1ul << 62;
    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_CapFault, seL4_GetMR(0), 1ul << 62, 0, seL4_GuardMismatch, 64,
                 0, GUARD_BITS);
}

static void do_send_to_zero(struct thread *self)
{
    self->word[1] = fault_syscall(0, 0, 0, (seL4_Word)seL4_SysSend);
    self->word[0] = 1;
}

/* A CSpace whose second level asks for more bits than are left: 60 left, guard 58 and radix 4. */
static void cap_fault_depth_mismatch(void)
{
    struct scene scene = scene_new(do_send_to_zero, seL4_Null);
    seL4_CPtr outer = cnode_new(4);
    seL4_CPtr inner = cnode_new(4);
    seL4_Word data = seL4_CNode_CapData_new(0, 58).words[0];

    expect_ok(invoke(outer, CNodeMint, caps(ROOT), 0, 4, inner, 64, 15, data));
    thread_set_space(scene.thread, cap_mint(scene.endpoint, seL4_AllRights, HANDLER_BADGE), outer,
                     0, VSPACE);
    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_CapFault, (seL4_Word)fault_syscall_instruction, 0, 0,
                 seL4_DepthMismatch, 60, 62);
}

/* The CSpace is gone. */
static void cap_fault_invalid_root(void)
{
    struct scene scene = scene_new(do_send_to_zero, seL4_Null);
    seL4_CPtr cnode = cnode_new(4);

    thread_set_space(scene.thread, cap_mint(scene.endpoint, seL4_AllRights, HANDLER_BADGE), cnode,
                     0, VSPACE);
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), cnode, 64));
    thread_start(scene.thread);
    scene_receive(&scene);
    expect_fault(&scene, seL4_Fault_CapFault, (seL4_Word)fault_syscall_instruction, 0, 0,
                 seL4_InvalidRoot);
}

/* Without a handler the thread stops where it faulted and can be resumed. */
static void no_handler(void)
{
    struct thread *thread = thread_run(HIGH_PRIORITY, do_read, (void *)TEST_WINDOW);

    check_equal(thread->word[0], 0);
    expect_ok(invoke(thread->tcb, TCBReadRegisters, caps(), 0, 1),
              (seL4_Word)fault_read_instruction);
    map_test_page(seL4_ReadWrite, seL4_ARM_Default_VMAttributes);
    check_equal(thread->word[0], 0);
    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    check_equal(thread->word[0], 1);
}

/* A handler that waits without a reply object leaves the thread stopped. */
static void handler_without_reply(void)
{
    struct scene scene = scene_new(do_read, (void *)TEST_WINDOW);

    thread_start(scene.thread);
    scene.info = seL4_Wait(scene.endpoint, &scene.badge);
    check_equal(seL4_MessageInfo_get_label(scene.info), seL4_Fault_VMFault);
    map_test_page(seL4_ReadWrite, seL4_ARM_Default_VMAttributes);
    expect_ok(invoke(scene.thread->tcb, TCBResume, caps()));
    check_equal(scene.thread->word[0], 1);
}

/* Deleting the handler's endpoint stops a thread whose fault waits there. */
static void handler_deleted(void)
{
    struct scene scene = scene_new(do_read, (void *)TEST_WINDOW);

    thread_start(scene.thread);
    map_test_page(seL4_ReadWrite, seL4_ARM_Default_VMAttributes);
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), scene.endpoint, 64));
    slot_delete(scene.endpoint);
    check_equal(scene.thread->word[0], 0);
    expect_ok(invoke(scene.thread->tcb, TCBResume, caps()));
    check_equal(scene.thread->word[0], 1);
}

/* Lets the thread fault once; the badge its message arrives with. */
static seL4_Word fault_badge(struct thread *thread, seL4_CPtr endpoint)
{
    seL4_Word badge = ~0ul;

    thread_start(thread);
    seL4_NBRecv(endpoint, &badge, reply_new());
    return badge;
}

/* RFC 0110: the longer messages give the handler a badge and rights; the short ones do not. */
static void handler_badge_sched_params(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr ep = endpoint;
    struct thread *thread = thread_new(HIGH_PRIORITY, do_read, (void *)TEST_WINDOW);
    seL4_CPtr t = thread->tcb;
    seL4_CPtr sc = thread->sc;

    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, ep), 255, 110));
    check_equal(fault_badge(thread, endpoint), 0);
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, ep), 255, 110, 0x99));
    check_equal(fault_badge(thread, endpoint), 0);
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, ep), 255, 110, 0x99, 15));
    check_equal(fault_badge(thread, endpoint), 0x99);
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, ep), 255, 110, 0, 0));
    check_equal(fault_badge(thread, endpoint), 0);
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, ep), 255, 110, 0x98, 5));
    check_equal(fault_badge(thread, endpoint), 0x98);
    /* rights that make no handler: no write, or neither grant nor grant reply */
    expect(invoke(t, TCBSetSchedParams, caps(SELF, sc, ep), 255, 110, 7, 14),
           seL4_InvalidCapability, 3);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, sc, ep), 255, 110, 7, 3),
           seL4_InvalidCapability, 3);
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, seL4_CapNull), 255, 110));
}

static void handler_badge_space(void)
{
    seL4_CPtr ep = endpoint_new();
    seL4_CPtr badged = cap_mint(ep, seL4_AllRights, 3);
    struct thread *thread = thread_new(HIGH_PRIORITY, do_read, (void *)TEST_WINDOW);
    seL4_CPtr t = thread->tcb;

    expect_ok(invoke(t, TCBSetSpace, caps(badged, ROOT, VSPACE), 0, 0));
    check_equal(fault_badge(thread, ep), 3);
    expect_ok(invoke(t, TCBSetSpace, caps(ep, ROOT, VSPACE), 0, 0, 0x88, 15));
    check_equal(fault_badge(thread, ep), 0x88);
    expect_ok(invoke(t, TCBSetSpace, caps(badged, ROOT, VSPACE), 0, 0, 0, 0));
    check_equal(fault_badge(thread, ep), 3);
    expect_ok(invoke(t, TCBSetSpace, caps(badged, ROOT, VSPACE), 0, 0, 0, 15));
    check_equal(fault_badge(thread, ep), 3);
    expect(invoke(t, TCBSetSpace, caps(ep, ROOT, VSPACE), 0, 0, 7, 2), seL4_InvalidCapability, 1);
}

/* The installed handler is a child of the given capability, as a minted copy would be. */
static void handler_badge_is_a_child(void)
{
    seL4_CPtr ep = endpoint_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, do_read, (void *)TEST_WINDOW);

    expect_ok(invoke(thread->tcb, TCBSetSpace, caps(ep, ROOT, VSPACE), 0, 0, 5, 15));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), ep, 64));
    check_equal(fault_badge(thread, ep), 0);
    check_equal(thread->word[0], 0);
}

static void handler_badge_timeout_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr ep = endpoint_new();

    expect_ok(invoke(t, TCBSetTimeoutEndpoint, caps(ep), 7));
    expect_ok(invoke(t, TCBSetTimeoutEndpoint, caps(ep), 7, 15));
    expect_ok(invoke(t, TCBSetTimeoutEndpoint, caps(ep), 0, 0));
    expect(invoke(t, TCBSetTimeoutEndpoint, caps(ep), 7, 2), seL4_InvalidCapability, 1);
    expect(invoke(t, TCBSetTimeoutEndpoint, caps(t), 7, 15), seL4_InvalidCapability, 1);
}

static void do_spin(struct thread *self)
{
    (void)self;
    spin_with_registers();
}

/* The registers of a thread that was interrupted by the clock. */
static void interrupted_registers(void)
{
    struct thread *thread = thread_run(LOW_PRIORITY, do_spin, seL4_Null);
    seL4_UserContext context;

    main_set_priority(LOW_PRIORITY);
    seL4_Yield();
    main_set_priority(MAIN_PRIORITY);
    succeed(seL4_TCB_ReadRegisters(thread->tcb, true, 0, ABI_CONTEXT_WORDS, &context));
    check_equal(context.x0, 0x500);
    check_equal(context.x7, 0x507);
    check_equal(context.x8, 0x508);
    check_equal(context.x15, 0x50f);
    check_equal(context.x16, 0x510);
    check_equal(context.x18, 0x512);
    check_equal(context.x28, 0x51c);
    check_equal(context.x29, 0x51d);
    check_equal(context.x30, 0x51e);
    check_equal(context.tpidr_el0, (seL4_Word)thread->tls);
}

static const struct test tests[] = {
    { "vm_read", vm_read },
    { "vm_write", vm_write },
    { "vm_kernel_only_page", vm_kernel_only_page },
    { "vm_execute", vm_execute },
    { "vm_execute_unmapped", vm_execute_unmapped },
    { "vm_high_addresses", vm_high_addresses },
    { "unknown_syscall", unknown_syscall },
    { "unknown_syscall_reply", unknown_syscall_reply },
    { "unknown_syscall_restart_and_stop", unknown_syscall_restart_and_stop },
    { "user_exception", user_exception },
    { "user_exception_stop", user_exception_stop },
    { "fpu_disabled", fpu_disabled },
    { "break_instruction", break_instruction },
    { "cap_fault_on_send", cap_fault_on_send },
    { "cap_fault_on_receive", cap_fault_on_receive },
    { "cap_fault_wrong_source", cap_fault_wrong_source },
    { "cap_fault_wrong_reply", cap_fault_wrong_reply },
    { "cap_fault_extra", cap_fault_extra },
    { "cap_fault_depth_mismatch", cap_fault_depth_mismatch },
    { "cap_fault_invalid_root", cap_fault_invalid_root },
    { "no_handler", no_handler },
    { "handler_without_reply", handler_without_reply },
    { "handler_deleted", handler_deleted },
    { "handler_badge_sched_params", handler_badge_sched_params },
    { "handler_badge_space", handler_badge_space },
    { "handler_badge_is_a_child", handler_badge_is_a_child },
    { "handler_badge_timeout_errors", handler_badge_timeout_errors },
    { "interrupted_registers", interrupted_registers },
};
SUITE(fault, tests);
