using System.Reflection;
using BackupTools.Abstractions;
using BackupTools.Storages.Sftp.Wire;
using Renci.SshNet;

namespace BackupTools.Storages.Sftp.Connections;

/// <summary>
/// A channel to the server's <c>sftp</c> subsystem. SSH.NET has such channels, and gives them only to its own SFTP client, which cannot wait
/// for the server's disk, nor give a file a second name, nor read ranges of one file at the same time. So this is reached by reflection; the
/// library's version is pinned, and a test holds that it is there.
/// </summary>
internal sealed class SubsystemChannel : ISftpChannel
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private readonly IDisposable _channel;
    private readonly Action<byte[], int, int> _send;
    private readonly Func<bool> _isOpen;
    private PropertyInfo? _data;

    private SubsystemChannel(object session)
    {
        _channel = (IDisposable)Call(Find(session.GetType(), "ISession", "CreateChannelSession"), session)!;
        Type type = _channel.GetType();
        _send = type.GetMethod("SendData", Any, [typeof(byte[]), typeof(int), typeof(int)])!.CreateDelegate<Action<byte[], int, int>>(_channel);
        _isOpen = type.GetProperty("IsOpen", Any)!.GetMethod!.CreateDelegate<Func<bool>>(_channel);
        Subscribe(_channel, "DataReceived", nameof(OnData));
        Subscribe(_channel, "Exception", nameof(OnException));
        Subscribe(_channel, "Closed", nameof(OnEnd));
        Subscribe(session, "Disconnected", nameof(OnEnd));
        Subscribe(session, "ErrorOccured", nameof(OnException));
    }

    public Action<ArraySegment<byte>>? Received { get; set; }

    public Action<Exception?>? Closed { get; set; }

    /// <summary>Opens the channel of a client that is connected. It blocks until the server has answered.</summary>
    public static SubsystemChannel Open(SshClient client)
    {
        object session = typeof(BaseClient).GetProperty("Session", Any)!.GetValue(client)!;
        SubsystemChannel channel = new(session);
        try
        {
            Type type = channel._channel.GetType();
            Call(type.GetMethod("Open", Any, [])!, channel._channel);
            return Call(type.GetMethod("SendSubsystemRequest", Any, [typeof(string)])!, channel._channel, "sftp") is true
                ? channel
                : throw new SftpProtocolException("the server lets this user in, and has no SFTP for it");
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    public void Send(byte[] buffer, int offset, int count)
    {
        if (!_isOpen())
            throw new EndOfStreamException("the server ended the connection");
        _send(buffer, offset, count);
    }

    public void Dispose()
    {
        try
        {
            _channel.Dispose();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It was broken before.
        }
    }

    private void OnData(object? sender, EventArgs e)
    {
        _data ??= e.GetType().GetProperty("Data", Any)!;
        Received?.Invoke((ArraySegment<byte>)_data.GetValue(e)!);
    }

    private void OnException(object? sender, EventArgs e) =>
        Closed?.Invoke(e.GetType().GetProperty("Exception")?.GetValue(e) as Exception);

    private void OnEnd(object? sender, EventArgs e) => Closed?.Invoke(null);

    private void Subscribe(object source, string name, string handler)
    {
        EventInfo found = source.GetType().GetEvent(name, Any)
            ?? source.GetType().GetInterfaces().Select(i => i.GetEvent(name)).First(e => e is not null)!;
        MethodInfo method = typeof(SubsystemChannel).GetMethod(handler, Any)!;
        Delegate made = Delegate.CreateDelegate(found.EventHandlerType!, this, method);
        found.GetAddMethod(nonPublic: true)!.Invoke(source, [made]);
    }

    private static MethodInfo Find(Type type, string contract, string name) =>
        type.GetInterfaces().First(i => i.Name == contract).GetMethod(name)!;

    private static object? Call(MethodInfo method, object target, params object[] arguments)
    {
        try
        {
            return method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            throw inner;
        }
    }
}
