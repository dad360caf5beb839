using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Native;

/// <summary>What a connection answers when the library calls back: may it wait, must it stop, is this allowed.</summary>
internal sealed unsafe class ConnectionCallbacks : IDisposable
{
    private const int InstructionsBetweenChecks = 20_000;

    /// <summary>A wait that whoever reads along wants to know of, in milliseconds.</summary>
    private const long NotableWait = 1000;

    private readonly SqliteLibrary _library;
    private readonly nint _connection;
    private GCHandle _self;
    private long _waitingSince;
    private bool _isWaitSaid;

    public ConnectionCallbacks(SqliteLibrary library, nint connection)
    {
        _library = library;
        _connection = connection;
        _self = GCHandle.Alloc(this);
        nint context = GCHandle.ToIntPtr(_self);
        library.BusyHandler(connection, (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&OnBusy, context);
        library.ProgressHandler(
            connection, InstructionsBetweenChecks, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&OnProgress, context);
    }

    /// <summary>How long a statement waits for somebody else's lock.</summary>
    public TimeSpan LockTimeout { get; set; }

    /// <summary>What stops a statement.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Decides what SQL from an archive may do; null for anything.</summary>
    public Func<int, string?, string?, bool>? Permits { get; private set; }

    /// <summary>Lets every statement that is prepared from now on do only what is permitted.</summary>
    public void SetAuthorizer(Func<int, string?, string?, bool>? permits)
    {
        Permits = permits;
        _library.SetAuthorizer(
            _connection, permits is null ? 0 : (nint)(delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, int>)&OnAuthorize,
            GCHandle.ToIntPtr(_self));
    }

    /// <summary>
    /// Compares text byte by byte wherever the database names a collation that the library does not have. Good for
    /// reading a table in its own order, wrong for judging an index.
    /// </summary>
    public void AcceptUnknownCollations() =>
        _library.CollationNeeded(
            _connection, GCHandle.ToIntPtr(_self), (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, byte*, void>)&OnCollationNeeded);

    public void Dispose()
    {
        if (_self.IsAllocated)
            _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnBusy(nint context, int count)
    {
        var self = (ConnectionCallbacks)GCHandle.FromIntPtr(context).Target!;
        if (count == 0)
        {
            self._waitingSince = Environment.TickCount64;
            self._isWaitSaid = false;
        }

        long waited = Environment.TickCount64 - self._waitingSince;
        if (self.Cancellation.IsCancellationRequested || waited >= self.LockTimeout.TotalMilliseconds)
            return 0;
        if (waited >= NotableWait && !self._isWaitSaid)
        {
            self._isWaitSaid = true;
            WorkLog.Verbose($"Waiting for another connection's lock on the SQLite database, for {Figures.Duration(self.LockTimeout)} at most.");
        }

        Thread.Sleep(Math.Min(50, 1 + count));
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnProgress(nint context) =>
        ((ConnectionCallbacks)GCHandle.FromIntPtr(context).Target!).Cancellation.IsCancellationRequested ? 1 : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnAuthorize(nint context, int action, byte* first, byte* second, byte* database, byte* trigger)
    {
        const int Deny = 1;
        try
        {
            var self = (ConnectionCallbacks)GCHandle.FromIntPtr(context).Target!;
            bool permitted = self.Permits?.Invoke(
                action, Marshal.PtrToStringUTF8((nint)first), Marshal.PtrToStringUTF8((nint)second)) ?? true;
            return permitted ? 0 : Deny;
        }
        catch (Exception)
        {
            return Deny; // An exception must not cross native frames.
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCollationNeeded(nint context, nint connection, int encoding, byte* name)
    {
        const int Utf8 = 1;
        var self = (ConnectionCallbacks)GCHandle.FromIntPtr(context).Target!;
        self._library.CreateCollation(
            connection, name, Utf8, 0, (nint)(delegate* unmanaged[Cdecl]<nint, int, byte*, int, byte*, int>)&CompareBytes, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CompareBytes(nint context, int leftLength, byte* left, int rightLength, byte* right) =>
        new ReadOnlySpan<byte>(left, leftLength).SequenceCompareTo(new ReadOnlySpan<byte>(right, rightLength));
}
