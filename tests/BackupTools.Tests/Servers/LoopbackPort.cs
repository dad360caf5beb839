using System.Net;
using System.Net.Sockets;

namespace BackupTools.Tests.Servers;

internal static class LoopbackPort
{
    /// <summary>A port that nobody listens at; another process may take it before it is used.</summary>
    public static int FindFree()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
