package io.forebay.gateway.control;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the control streams of a gateway share.
 *
 * @param intake the way to the engine's thread
 * @param register runs what belongs to the register's one thread
 * @param elections for the register's thread
 * @param controllers for the engine's thread
 * @param processor for the engine's thread
 * @param clockNanos the device's clock; any thread
 */
public record ControlPlane(
        String deviceId,
        CommandIntake intake,
        Executor register,
        ElectionRegister elections,
        Controllers controllers,
        CommandProcessor processor,
        LongSupplier clockNanos) {}
