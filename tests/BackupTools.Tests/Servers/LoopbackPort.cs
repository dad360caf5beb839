using System.Diagnostics;
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

    /// <summary>True where somebody listens at a port.</summary>
    public static async Task<bool> ListensAsync(int port)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Waits until a server listens at its port; false where it has ended, or does not for ten seconds.</summary>
    public static async Task<bool> WaitAsync(int port, Process process)
    {
        for (int i = 0; i < 200 && !process.HasExited; i++)
        {
            if (await ListensAsync(port))
                return true;
            await Task.Delay(50);
        }

        return false;
    }
}
