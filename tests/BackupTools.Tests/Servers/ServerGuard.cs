using System.Diagnostics;

namespace BackupTools.Tests.Servers;

/// <summary>
/// A shell that guards a folder of servers: however this process ends, the servers are stopped and the folder is removed.
/// </summary>
internal static class ServerGuard
{
    // $1 is the folder, $2 the process that owns it; $3 is where a server of the folder keeps its number, $4 the signal that ends
    // it at once. Folders of earlier processes are left only where their guard was killed too; a number in them may be another
    // process's by now. The input ends when the process does. A server that has ended may stay in /proc as a zombie, where
    // nobody collects orphans; it has no command line any more.
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT TERM
        runs() {
            tr '\0' ' ' <"/proc/$2/cmdline" | grep -q "${1##*/}/"
        }
        clean() {
            for file in "$1"/*/"$3"; do
                pid=$(head -n 1 "$file") && runs "$1" "$pid" && kill -"$4" "$pid" && while runs "$1" "$pid"; do sleep 0.1; done
            done
            rm -rf "$1"
        }
        for left in "${1%-*}"-*; do
            owner=$(cat "$left/owner") && [ ! -d "/proc/$owner" ] && clean "$left" "$owner" "$3" "$4"
        done
        echo "$2" >"$1/owner"
        cat
        clean "$@"
        """;

    private static readonly List<Process> Guards = [];

    /// <param name="folder">A folder with a name that ends with <c>-</c> and what only this one has.</param>
    /// <param name="pidFile">Where a server keeps the number of its process, from the server's own folder on.</param>
    /// <param name="signal">What ends a server at once.</param>
    public static void Start(string folder, string pidFile, string signal)
    {
        Process guard = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", Script, "guard", folder, $"{Environment.ProcessId}", pidFile, signal])
        {
            RedirectStandardInput = true, WorkingDirectory = "/",
        })!;

        // Were it collected, its input would end while this process still runs.
        lock (Guards)
            Guards.Add(guard);
    }
}
