using System.Diagnostics;
using System.Text;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Repository;

/// <summary>What tests/run.sh says of its parts: nothing that did not pass may look as if it had.</summary>
public sealed class TestCountingTests
{
    private const string Summary = "echo '   T  Total: 5, Errors: 0, Failed: 1, Skipped: 2, Not Run: 0, Time: 0.1s'";

    private const string Begun = """
        echo '    T.A(text: "[x]") [STARTING]'; echo '    T.A(text: "[x]") [FINISHED] Time: 0.1s'
        echo '    T.B [STARTING]'; echo '    T.B [FAIL]'; echo '      It broke.'; echo '    T.B [FINISHED] Time: 0.1s'
        echo '    T.C(1) [STARTING]'; echo '    T.D [STARTING]'
        """;

    [Theory]
    [InlineData(Summary + "; exit 1", "2 passed, 1 failed, 2 skipped")]
    [InlineData("echo '   T  Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.1s'", "5 passed, 0 failed, 0 skipped")]
    [InlineData("echo '   T  Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.1s'; exit 3", "5 passed, 1 failed, 0 skipped")]
    public async Task What_the_library_tests_say_is_counted(string program, string counts) =>
        Assert.EndsWith(counts, await RunAsync($"xunit 'library tests' 60 \"$folder/log\" bash -c {Quoted(program)} --"), StringComparison.Ordinal);

    [Fact]
    public async Task A_time_limit_that_ends_library_tests_is_a_failure_and_names_what_was_running()
    {
        string output = await RunAsync($"xunit 'library tests' 1 \"$folder/log\" bash -c {Quoted(Begun + "\nsleep 60")} --");
        Assert.Contains("WAS RUNNING: T.C(1)\n", output, StringComparison.Ordinal);
        Assert.Contains("WAS RUNNING: T.D\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("WAS RUNNING: T.A", output, StringComparison.Ordinal);
        Assert.DoesNotContain("WAS RUNNING: T.B", output, StringComparison.Ordinal);
        Assert.Contains("CUT OFF: the library tests did not end within 1 s, after 2 of them", output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 2 failed, 0 skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_tests_that_crash_are_a_failure_and_name_what_was_running()
    {
        string output = await RunAsync($"xunit 'library tests' 60 \"$folder/log\" bash -c {Quoted(Begun + "\nexit 134")} --");
        Assert.Contains("WAS RUNNING: T.D\n", output, StringComparison.Ordinal);
        Assert.Contains("FAILED: T.B [FAIL]: It broke.\n", output, StringComparison.Ordinal);
        Assert.Contains("CUT OFF: the library tests ended with exit code 134 and without a summary", output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 2 failed, 0 skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cmdlet_tests_that_are_cut_off_are_a_failure_with_what_had_ended()
    {
        string output = await RunAsync(
            """
            cd "$folder" && mkdir out
            printf '%s\n' '#!/bin/bash' 'echo "  [+] a 5ms"; echo "  [-] b 5ms"; echo "  [!] c"; sleep 60' >pwsh && chmod +x pwsh
            pester 'cmdlet tests' 1 ./pwsh
            """);
        Assert.Contains("FAILED: [-] b 5ms", output, StringComparison.Ordinal);
        Assert.Contains("CUT OFF: the cmdlet tests did not end within 1 s, after 3 of them", output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 2 failed, 1 skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cmdlet_tests_without_a_PowerShell_are_a_failure()
    {
        string output = await RunAsync("cd \"$folder\" && mkdir out && pester 'cmdlet tests' 60 ./pwsh");
        Assert.Contains("CUT OFF: the cmdlet tests ended with exit code 127 and without a result", output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed, 0 skipped", output, StringComparison.Ordinal);
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static async Task<string> RunAsync(string commands)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "tests/run.sh is run on Linux.");
        string script = $$"""
            set -u
            folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
            cut=() faulty=() passed=0 failed=0 skipped=0
            . {{Quoted(RepositoryRoot.Combine("tests", "counting.sh"))}}
            {{commands}}
            for line in "${cut[@]}"; do echo "CUT OFF: $line"; done
            for line in "${faulty[@]}"; do echo "FAILED: $line"; done
            echo "$passed passed, $failed failed, $skipped skipped"
            """;
        (int _, byte[] output, string errors) = await ProcessRunner.TryRunAsync(new ProcessStartInfo("bash", ["-c", script]));
        return (Encoding.UTF8.GetString(output) + errors).TrimEnd('\n');
    }
}
