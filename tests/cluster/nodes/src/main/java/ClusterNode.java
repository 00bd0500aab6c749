import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.plugins.Plugin;

/**
 * One OpenSearch node on loopback, which ends with the process that started it.
 *
 * <p>Arguments: name, HTTP port, transport port, folder, seeds (host:port,...), names of the first
 * managers (a,b,...), process id of the parent, minutes to live.
 */
public final class ClusterNode {
    private static final String[] MODULES = {
        "org.opensearch.transport.Netty4", // nothing starts without it
        "org.opensearch.analysis.common.CommonAnalysis",
        "org.opensearch.painless.Painless",
        "org.opensearch.index.reindex.Reindex",
        "org.opensearch.index.mapper.MapperExtras",
    };

    /** Classes are called ...Plugin up to 2.19 and ...ModulePlugin from 3.0 on. */
    private static List<Class<? extends Plugin>> modules() {
        List<Class<? extends Plugin>> found = new ArrayList<>();
        for (String module : MODULES) {
            Class<? extends Plugin> plugin = null;
            for (String ending : new String[] {"ModulePlugin", "Plugin"}) {
                try {
                    plugin = Class.forName(module + ending).asSubclass(Plugin.class);
                    break;
                } catch (ClassNotFoundException absent) {
                    // the other ending is tried next
                }
            }
            if (plugin == null) {
                throw new IllegalStateException("no module " + module);
            }
            found.add(plugin);
        }
        return found;
    }

    private static Settings settings(String[] args, Path home) {
        return Settings.builder()
                .put("cluster.name", "dragoman-tests")
                .put("node.name", args[0])
                .put("path.home", home.toString())
                .put("path.data", home.resolve("data").toString())
                .put("path.logs", home.resolve("logs").toString())
                .put("network.host", "127.0.0.1")
                .put("http.port", args[1])
                .put("transport.port", args[2])
                .putList("node.roles", "cluster_manager", "data")
                .putList("discovery.seed_hosts", args[4].split(","))
                .putList("cluster.initial_cluster_manager_nodes", args[5].split(","))
                // a nearly full disk of a test machine is not what is tested
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .put("cluster.fault_detection.leader_check.interval", "500ms")
                .put("cluster.fault_detection.follower_check.interval", "500ms")
                .build();
    }

    /** Ends this process, at once, when the parent is gone or the time is over. */
    private static void watch(long parent, long minutes) {
        long until = System.nanoTime() + minutes * 60_000_000_000L;
        Thread watchdog = new Thread(() -> {
            while (System.nanoTime() < until
                    && ProcessHandle.of(parent).map(ProcessHandle::isAlive).orElse(false)) {
                try {
                    Thread.sleep(500);
                } catch (InterruptedException stop) {
                    break;
                }
            }
            Runtime.getRuntime().halt(0);
        });
        watchdog.setDaemon(true);
        watchdog.start();
    }

    public static void main(String[] args) throws Exception {
        watch(Long.parseLong(args[6]), Long.parseLong(args[7]));
        Path home = Path.of(args[3]).toAbsolutePath();
        for (String folder : new String[] {"config", "data", "logs", "modules", "plugins"}) {
            Files.createDirectories(home.resolve(folder));
        }
        var environment = InternalSettingsPreparer.prepareEnvironment(
                settings(args, home), Map.of(), home.resolve("config"), () -> args[0]);
        new OpenSearchRunnerNode(environment, modules()).start();
        System.out.println("started " + args[0]);
        Thread.sleep(Long.MAX_VALUE);
    }
}
