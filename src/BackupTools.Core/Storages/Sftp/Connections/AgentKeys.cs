using System.Buffers.Binary;
using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Security;

namespace BackupTools.Storages.Sftp.Connections;

/// <summary>The keys of the agent that the session's user has started, which signs with them and never gives them away.</summary>
internal static class AgentKeys
{
    private const byte IdentitiesRequest = 11, IdentitiesAnswer = 12, SignRequest = 13, SignAnswer = 14;
    private const int MaxBytes = 256 * 1024;

    /// <summary>A server lets nobody try many.</summary>
    private const int MostKeys = 4;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    /// <summary>The keys; none where there is no agent that answers.</summary>
    public static IReadOnlyList<IPrivateKeySource> Find()
    {
        if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("SSH_AUTH_SOCK") is not { Length: > 0 } path)
            return [];
        try
        {
            byte[] answer = Ask(path, [IdentitiesRequest], IdentitiesAnswer);
            Wire.PacketReader reader = new(answer);
            List<IPrivateKeySource> keys = [];
            for (uint i = reader.Int(); i > 0 && keys.Count < MostKeys; i--)
            {
                byte[] blob = reader.Bytes().ToArray();
                reader.Bytes();
                string type = new Wire.PacketReader(blob).Text();
                if (AlgorithmsOf(type) is { Length: > 0 } algorithms)
                    keys.Add(new AgentKey([.. algorithms.Select(a => new AgentAlgorithm(path, a.Name, blob, a.Flags))]));
            }

            return keys;
        }
        catch (Exception e) when (e is IOException or SocketException or Wire.SftpProtocolException)
        {
            return []; // One that does not answer is as none.
        }
    }

    private static (string Name, uint Flags)[] AlgorithmsOf(string type) => type switch
    {
        "ssh-rsa" => [("rsa-sha2-512", 4), ("rsa-sha2-256", 2)],
        "ssh-ed25519" or "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521" => [(type, 0)],
        _ => [],
    };

    private static byte[] Ask(string path, byte[] request, byte expected)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.SendTimeout = socket.ReceiveTimeout = (int)Time.TotalMilliseconds;
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using NetworkStream stream = new(socket);
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, request.Length);
        stream.Write([.. length, .. request]);
        stream.ReadExactly(length);
        int count = BinaryPrimitives.ReadInt32BigEndian(length);
        if (count is < 1 or > MaxBytes)
            throw Wire.SftpProtocolException.CutShort();
        byte[] answer = new byte[count];
        stream.ReadExactly(answer);
        return answer[0] == expected ? answer[1..] : throw new IOException("The agent refused.");
    }

    private sealed class AgentKey(IReadOnlyCollection<HostAlgorithm> algorithms) : IPrivateKeySource
    {
        public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; } = algorithms;
    }

    private sealed class AgentAlgorithm(string path, string name, byte[] blob, uint flags) : HostAlgorithm(name)
    {
        public override byte[] Data => blob;

        public override byte[] Sign(byte[] data)
        {
            using MemoryStream request = new();
            request.WriteByte(SignRequest);
            Write(request, blob);
            Write(request, data);
            byte[] last = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(last, flags);
            request.Write(last);
            return new Wire.PacketReader(Ask(path, request.ToArray(), SignAnswer)).Bytes().ToArray();
        }

        public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException();

        private static void Write(MemoryStream target, byte[] bytes)
        {
            byte[] length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            target.Write(length);
            target.Write(bytes);
        }
    }
}
