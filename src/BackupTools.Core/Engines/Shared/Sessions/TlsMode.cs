namespace BackupTools.Engines.Shared;

/// <summary>Whether TLS is used, and what is checked of the server, weakest first.</summary>
internal enum TlsMode
{
    /// <summary>Never.</summary>
    Disable,

    /// <summary>Only where the server does not accept the user without.</summary>
    Allow,

    /// <summary>Where the server offers it.</summary>
    Prefer,

    /// <summary>Always; whose certificate it is does not matter.</summary>
    Require,

    /// <summary>Always, with a certificate that a trusted authority signed.</summary>
    VerifyCa,

    /// <summary>Always, with a trusted certificate that names the host.</summary>
    VerifyFull,
}
