package dev.steelyard.lb.api.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of type {@link Settings}: takes the keys that no other component of the record names.
 *
 * <p>Such a record may also be written as a plain value, which is then its first component: {@code algorithm = random}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Remaining {}
