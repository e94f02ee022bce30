/* SPDX-License-Identifier: BSD-2-Clause */
/* What the server offers. */
#pragma once

enum server_label {
    SERVER_SQUARE = 1, /* 0: a number -> 0: its square */
};

enum server_status {
    SERVER_OK = 0,
    SERVER_REFUSED = 1,
};
