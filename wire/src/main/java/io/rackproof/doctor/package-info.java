/**
 * What 'doctor' looks at on any machine: the clock, disks, certificates, ports and other machines,
 * each told with what mends it. Changes nothing that lasts. May import {@code identity}.
 */
@NullMarked
package io.rackproof.doctor;

import org.jspecify.annotations.NullMarked;
