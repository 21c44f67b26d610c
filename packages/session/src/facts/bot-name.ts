/**
 * What a correct TCP is called that the server plays in a seat which no student has had yet. Pages have words of their own
 * for it (`Holder`: bot); those from before there were bots show this.
 */
export const BOT_NAME = 'TCP'
