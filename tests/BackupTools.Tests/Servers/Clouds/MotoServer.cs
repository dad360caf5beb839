using System.Diagnostics;
using System.Text.Json;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>
/// moto, which answers as S3 does, started once for the test process. It checks signatures and permissions, takes small parts, and lists in pages of 100.
/// Requests are answered one after the other: what S3 does atomically it does in steps.
/// </summary>
internal sealed class MotoServer
{
    // What the server is told to be; its arguments are the port and the file for the keys.
    private const string Script = """
        import json, os, sys, threading
        os.environ['S3_UPLOAD_PART_MIN_SIZE'] = '1024'
        os.environ['INITIAL_NO_AUTH_ACTION_COUNT'] = '0'
        os.environ['MOTO_S3_DEFAULT_MAX_KEYS'] = '100'
        os.environ['MOTO_PORT'] = sys.argv[1]
        from moto.server import DomainDispatcherApplication, create_backend_app
        from moto.iam.models import iam_backends
        from werkzeug.serving import run_simple, WSGIRequestHandler
        iam = iam_backends['123456789012']['aws']
        keys = {}
        for user, actions in (('writer', ['s3:*', 'kms:*']), ('reader', ['s3:Get*', 's3:List*'])):
            iam.create_user('us-east-1', user)
            iam.put_user_policy(user, 'all', json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': actions, 'Resource': '*'}]}))
            key = iam.create_access_key(user)
            keys[user] = [key.access_key_id, key.secret_access_key]
        app, one = DomainDispatcherApplication(create_backend_app), threading.Lock()
        def serial(environ, start):
            with one:
                return list(app(environ, start))
        with open(sys.argv[2] + '.partial', 'w') as file:
            json.dump(keys, file)
        os.rename(sys.argv[2] + '.partial', sys.argv[2])
        run_simple('127.0.0.1', int(sys.argv[1]), serial, threaded=True)
        """;

    private const string Launch = "echo $$ >\"$0/process\"; exec \"$@\" >\"$0/log\" 2>&1 </dev/null";

    private static readonly Lazy<Task<MotoServer>> Shared = new(StartAsync);

    private static readonly string? Root = ServersFolder.Roots.Where(r => r != "/")
        .FirstOrDefault(r => File.Exists(r + "/usr/bin/moto_server") && Directory.Exists(r + "/usr/lib/python3/dist-packages/flask_cors"));

    private MotoServer(int port, Dictionary<string, string[]> keys) => (Endpoint, Keys) = (new Uri($"http://127.0.0.1:{port}"), keys);

    public static bool IsInstalled => Root is not null;

    public Uri Endpoint { get; }

    /// <summary>The id and the secret of the key of each user: one that may do everything, and one that may only read.</summary>
    public IReadOnlyDictionary<string, string[]> Keys { get; }

    /// <summary>The server; the test is skipped where it is not installed.</summary>
    public static Task<MotoServer> GetAsync()
    {
        Assert.SkipWhen(!IsInstalled, "moto is not installed: bash tests/servers/install.sh");
        return Shared.Value;
    }

    private static async Task<MotoServer> StartAsync()
    {
        string inner = $"/tmp/backuptools-moto-{Guid.NewGuid().ToString("n")[..8]}";
        string outer = ServersFolder.Outer(Root!, inner);
        Directory.CreateDirectory(outer + "/1");
        ServerGuard.Start(outer, "process", "KILL");
        int port = LoopbackPort.FindFree();
        Process process = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", Launch, outer + "/1", "chroot", Root!, "/usr/bin/python3", "-c", Script, $"{port}", inner + "/1/keys"]))!;
        for (int i = 0; i < 600; i++)
        {
            if (process.HasExited)
                break;
            if (File.Exists(outer + "/1/keys") && await LoopbackPort.ListensAsync(port))
                return new MotoServer(port, JsonSerializer.Deserialize<Dictionary<string, string[]>>(await File.ReadAllTextAsync(outer + "/1/keys"))!);
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"moto did not start: {await File.ReadAllTextAsync(outer + "/1/log")}");
    }
}
