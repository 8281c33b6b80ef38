package dev.steelyard.lb.core.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.io.File;

/**
 * Takes every {@code include} for one that is required. HOCON leaves out what it does not find, so a slip in a name would
 * silently start the balancer with less than was written.
 *
 * @param standard HOCON's own way of including; {@code null} until the parser says it
 */
record RequiredIncludes(ConfigIncluder standard) implements ConfigIncluder, ConfigIncluderFile {

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return new RequiredIncludes(fallback);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return standard.include(new Required(context), what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return ConfigFactory.parseFile(what, new Required(context).parseOptions())
                .root();
    }

    private record Required(ConfigIncludeContext context) implements ConfigIncludeContext {
        @Override
        public ConfigParseable relativeTo(String filename) {
            return context.relativeTo(filename);
        }

        @Override
        public ConfigParseOptions parseOptions() {
            return context.parseOptions().setAllowMissing(false);
        }

        @Override
        public ConfigIncludeContext setParseOptions(ConfigParseOptions options) {
            return new Required(context.setParseOptions(options));
        }
    }
}
