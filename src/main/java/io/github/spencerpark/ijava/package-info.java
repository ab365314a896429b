/** Class names that notebooks written for IJava use. */
package io.github.spencerpark.ijava;
