// The plant's buffer, not System.Buffer.
global using Buffer = ControlRoom.Core.Stock.Buffer;
