/*
 * A Modbus server by libmodbus, with all four tables.
 *
 *   libmodbus_server tcp ADDRESS              on a free port, which it prints
 *   libmodbus_server rtu DEVICE BAUD PARITY   PARITY is N, E or O; the unit id is 12
 *
 * Each table has 200 entries from address 0 on: coil n is on when n is divisible by 3, discrete input n when
 * by 5, input register n holds 20000 + n, holding register n holds 10000 + n. Holding registers 100 to 102
 * are float 21.625 in registers 100 and 101, and 65535. Requests that begin at holding register 150, 151 or
 * 152 are refused with exception 4, 6 or 11; beyond the tables libmodbus answers exception 2 itself.
 * Each function code that comes is printed.
 */
#include <errno.h>
#include <modbus/modbus.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ENTRIES = 200, UNIT = 12 };

static int fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, modbus_strerror(errno));
  return 1;
}

static modbus_mapping_t *filled(void) {
  modbus_mapping_t *map = modbus_mapping_new(ENTRIES, ENTRIES, ENTRIES, ENTRIES);
  if (map == NULL) {
    return NULL;
  }
  for (int i = 0; i < ENTRIES; i++) {
    map->tab_bits[i] = i % 3 == 0;
    map->tab_input_bits[i] = i % 5 == 0;
    map->tab_registers[i] = (uint16_t) (10000 + i);
    map->tab_input_registers[i] = (uint16_t) (20000 + i);
  }
  /* Not by modbus_set_float_abcd, whose order of bytes has changed from version to version. */
  map->tab_registers[100] = 0x41AD;
  map->tab_registers[101] = 0x0000;
  map->tab_registers[102] = 65535;
  return map;
}

static int refusal(const uint8_t *pdu) {
  if (pdu[0] != MODBUS_FC_READ_HOLDING_REGISTERS) {
    return 0;
  }
  switch (pdu[1] << 8 | pdu[2]) {
    case 150:
      return MODBUS_EXCEPTION_SLAVE_OR_SERVER_FAILURE;
    case 151:
      return MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY;
    case 152:
      return MODBUS_EXCEPTION_GATEWAY_TARGET;
    default:
      return 0;
  }
}

/* Answers until the other side is gone. */
static void serve(modbus_t *modbus, modbus_mapping_t *map) {
  uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
  int header = modbus_get_header_length(modbus);
  for (;;) {
    int length = modbus_receive(modbus, request);
    if (length > header) {
      int exception = refusal(request + header);
      printf("function %d\n", request[header]);
      fflush(stdout);
      if (exception != 0) {
        modbus_reply_exception(modbus, request, (unsigned) exception);
      } else {
        modbus_reply(modbus, request, length, map);
      }
    } else if (length < 0 && errno != EMBBADCRC && errno != EMBBADDATA) {
      return;
    }
  }
}

int main(int count, char **argument) {
  modbus_mapping_t *map = filled();
  if (map == NULL) {
    return fail("memory");
  }
  if (count == 3 && strcmp(argument[1], "tcp") == 0) {
    modbus_t *modbus = modbus_new_tcp(argument[2], 0);
    int listener = modbus == NULL ? -1 : modbus_tcp_listen(modbus, 1);
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    if (listener < 0 || getsockname(listener, (struct sockaddr *) &address, &size) != 0) {
      return fail("cannot listen");
    }
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (modbus_tcp_accept(modbus, &listener) >= 0) {
      serve(modbus, map);
      modbus_close(modbus);
    }
    return fail("cannot accept");
  }
  if (count == 5 && strcmp(argument[1], "rtu") == 0) {
    modbus_t *modbus = modbus_new_rtu(argument[2], atoi(argument[3]), argument[4][0], 8, 1);
    if (modbus == NULL || modbus_set_slave(modbus, UNIT) != 0 || modbus_connect(modbus) != 0) {
      return fail(argument[2]);
    }
    printf("ready\n");
    fflush(stdout);
    serve(modbus, map);
    return 0;
  }
  fprintf(stderr, "usage: %s tcp ADDRESS | rtu DEVICE BAUD PARITY\n", argument[0]);
  return 2;
}
