using System.Security;
using BackupTools.Abstractions;
using BackupTools.Storages.Sftp.Keys;
using Renci.SshNet;

namespace BackupTools.Storages.Sftp.Connections;

/// <summary>Connects to a server: only to the right one, and with algorithms that OpenSSH still allows as well.</summary>
internal sealed class SshConnector(SftpLocation location, string user, SftpOptions options, SecureString? secret)
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeepAliveTime = TimeSpan.FromSeconds(20);

    /// <summary>A disk that is busy makes a server stop reading for a while.</summary>
    private static readonly TimeSpan StallTime = TimeSpan.FromMinutes(3);

    private static readonly string[] WeakKeyExchanges =
        ["diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1"];

    private static readonly string[] WeakCiphers = ["3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc"];

    /// <summary>The algorithms of each kind of key, as <c>known_hosts</c> names the kinds.</summary>
    private static readonly (string Type, string[] Algorithms)[] KeyTypes =
    [
        ("ssh-ed25519", ["ssh-ed25519"]),
        ("ecdsa-sha2-nistp256", ["ecdsa-sha2-nistp256"]),
        ("ecdsa-sha2-nistp384", ["ecdsa-sha2-nistp384"]),
        ("ecdsa-sha2-nistp521", ["ecdsa-sha2-nistp521"]),
        ("ssh-rsa", ["rsa-sha2-512", "rsa-sha2-256"]),
    ];

    public async Task<SftpConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (options.HostKey is null)
            return await ConnectAsync(KnownHosts.Read(options.KnownHosts, location.Host, location.ActualPort), null, cancellationToken);

        // A server has a key of each kind and shows one: which of them the fingerprint is of cannot be seen.
        for (int i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(null, KeyTypes[i].Type, cancellationToken);
            }
            catch (BackupException e) when (e.Code == ErrorCode.ServerNotTrusted && i < KeyTypes.Length - 1)
            {
            }
            catch (Exception e) when (i < KeyTypes.Length - 1 && e is Renci.SshNet.Common.SshConnectionException && IsNoCommonKey(e))
            {
            }
        }
    }

    private async Task<SftpConnection> ConnectAsync(KnownHosts? known, string? onlyType, CancellationToken cancellationToken)
    {
        BackupException? refused = null;
        SshClient client = new(Information(known, onlyType));
        try
        {
            client.HostKeyReceived += (_, e) =>
            {
                e.CanTrust = false;
                try
                {
                    Check(known, new HostKey(TypeOf(e.HostKeyName), e.HostKey));
                    e.CanTrust = true;
                }
                catch (BackupException error)
                {
                    refused = error;
                }
            };
            client.KeepAliveInterval = KeepAliveTime;

            // Parts of it block.
            await Task.Run(() => client.ConnectAsync(cancellationToken), cancellationToken);
            client.ConnectionInfo.Timeout = StallTime;
            return await Task.Run(() => SftpConnection.OpenAsync(client, cancellationToken), cancellationToken);
        }
        catch (Exception e)
        {
            _ = Task.Run(client.Dispose, CancellationToken.None);
            if (refused is not null && e is not OperationCanceledException)
                throw refused;
            throw;
        }
    }

    private void Check(KnownHosts? known, HostKey key)
    {
        if (known is not null)
        {
            string port = location.ActualPort == SftpLocation.DefaultPort ? "" : $"-p {location.ActualPort} ";
            known.Check(key, location.Server, $"ssh {port}{user}@{location.Host}");
        }
        else if (key.Fingerprint != options.HostKey)
        {
            throw new BackupException(
                ErrorCode.ServerNotTrusted,
                $"'{location.Server}' came with the key {key.Type} {key.Fingerprint}, and the option HostKey wants {options.HostKey}. Nothing was sent to it.",
                "Somebody may be in between. Where its key was really changed, give the new fingerprint.", location.Server);
        }
    }

    private ConnectionInfo Information(KnownHosts? known, string? onlyType)
    {
        ConnectionInfo information = new(
            location.Host, location.ActualPort, user, SshLogin.Methods(user, options.KeyFile, secret, location.Server)) { Timeout = ConnectTime };
        foreach (string weak in WeakKeyExchanges)
            information.KeyExchangeAlgorithms.Remove(weak);
        foreach (string weak in WeakCiphers)
            information.Encryptions.Remove(weak);

        // Only plain keys: one that is signed by an authority could not be checked. First those that it is known by.
        string[] first = [.. known?.Types ?? []];
        string[] wanted =
        [
            .. KeyTypes.Where(t => onlyType is null || t.Type == onlyType)
                .OrderBy(t => Array.IndexOf(first, t.Type) is var place and >= 0 ? place : int.MaxValue).SelectMany(t => t.Algorithms),
        ];
        var all = information.HostKeyAlgorithms.ToDictionary(a => a.Key, a => a.Value);
        information.HostKeyAlgorithms.Clear();
        foreach (string algorithm in wanted.Where(all.ContainsKey))
            information.HostKeyAlgorithms.Add(algorithm, all[algorithm]);
        return information;
    }

    private static string TypeOf(string algorithm) => KeyTypes.FirstOrDefault(t => t.Algorithms.Contains(algorithm)).Type ?? algorithm;

    private static bool IsNoCommonKey(Exception e) => e.Message.Contains("host key", StringComparison.OrdinalIgnoreCase);
}
